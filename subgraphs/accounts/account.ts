import { choice, defineResource, anyOf, own, roles, secret, text, toMany } from '#kit';
import { accountRoles } from '../shared.ts';
import { usernameNotRoot } from './not-root.ts';

const personnel = roles('hr', 'admin');

const sendable = { pattern: '^[^:]*$', message: 'must not have a colon: HTTP Basic could not send it' };

const fields = {
  username: text({
    title: 'Username',
    description: 'What the account signs in with.',
    min: 1,
    max: 100,
    matches: sendable,
  }).distinct(),
  name: text({ title: 'Name', description: 'What the person is called.', min: 1, max: 200 }),
  role: choice({ title: 'Role', description: 'What the account may do.', options: accountRoles }),
  password: secret({ title: 'Password', description: 'Taken in, hashed, and never shown.', min: 8, max: 200 }),
};

export const account = defineResource({
  name: 'account',
  summary: 'Somebody who may sign in, and register for events.',
  fields,
  relations: {
    registration: toMany('registration', {
      by: 'account',
      title: 'Registrations',
      description: 'The events this account is registered for.',
    }),
  },
  policies: {
    read: anyOf(roles('manager', 'hr', 'admin'), own('_id')),
    create: personnel,
    change: anyOf(personnel, own('_id')),
    remove: personnel,
    empty: roles('admin'),
    fields: { username: personnel, role: personnel },
  },
  rules: [usernameNotRoot],
  authenticates: { username: 'username', password: 'password', role: 'role' },
});
