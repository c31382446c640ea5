import { choice, controlCharacters, defineResource, anyOf, own, roles, secret, text, toMany, usernameKey } from '#kit';
import { accountRoles } from '../shared.ts';
import { findByUsername } from './find-by-username.ts';
import { usernameNotRoot } from './not-root.ts';

/** The default port of the service. `PORT_ACCOUNTS` overrides it. */
export const port = 2116;

const hrOrAdmin = roles('hr', 'admin');

const usernameCharacters = {
  pattern: `^[^:${controlCharacters}]*$`,
  message: 'must not contain a colon, which ends the username in HTTP Basic authentication, and no control characters',
};

const fields = {
  username: text({
    title: 'Username',
    description: 'The unique name to sign in with.',
    min: 1,
    max: 100,
    matches: usernameCharacters,
    comparedAs: usernameKey,
  }).distinct(),
  name: text({ title: 'Name', description: 'The full name of the person.', min: 1, max: 200 }),
  role: choice({
    title: 'Role',
    description: 'The role that determines the permissions of the account.',
    options: accountRoles,
  }),
  password: secret({
    title: 'Password',
    description:
      'The password to sign in with. It is stored as a hash and never returned. An account without one cannot sign in.',
    min: 8,
    max: 200,
  }).optional(),
};

export const account = defineResource({
  name: 'account',
  summary: 'A person who can sign in and register for events.',
  fields,
  relations: {
    registration: toMany('registration', {
      by: 'account',
      title: 'Registrations',
      description: 'The registrations of this account for events.',
    }),
  },
  policies: {
    read: anyOf(roles('manager', 'hr', 'admin'), own('_id')),
    create: hrOrAdmin,
    change: anyOf(hrOrAdmin, own('_id')),
    remove: hrOrAdmin,
    empty: roles('admin'),
    fields: { username: hrOrAdmin, role: hrOrAdmin },
  },
  rules: [usernameNotRoot],
  internal: { named: findByUsername },
  authenticates: { username: 'username', password: 'password', role: 'role' },
});
