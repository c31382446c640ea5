import { defineResource, anyOf, own } from '#kit';
import { roles } from '../shared.ts';
import { fields } from './fields.ts';
import { findByUsername } from './find-by-username.ts';
import { usernameNotRoot } from './not-root.ts';

/** The default port of the service. `PORT_ACCOUNTS` overrides it. */
export const port = 2116;

const hrOrAdmin = roles('hr', 'admin');

export const account = defineResource({
  name: 'account',
  summary: 'A person who can sign in and register for events.',
  fields,
  policies: {
    read: anyOf(roles('manager', 'hr', 'admin'), own('_id')),
    create: hrOrAdmin,
    change: anyOf(hrOrAdmin, own('_id')),
    remove: hrOrAdmin,
    empty: roles('admin'),
    fields: { username: hrOrAdmin, role: hrOrAdmin },
  },
  rules: [usernameNotRoot],
  internal: [findByUsername],
  authenticates: { username: 'username', password: 'password', role: 'role' },
});
