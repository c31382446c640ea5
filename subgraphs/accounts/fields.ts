import { choice, controlCharacters, secret, text, usernameKey, type DocumentOf } from '#kit';
import { accountRoles } from '../shared.ts';

const usernameCharacters = {
  pattern: `^[^:${controlCharacters}]*$`,
  message: 'must not contain a colon, which ends the username in HTTP Basic authentication, and no control characters',
};

/** The fields of an account. */
export const fields = {
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

/** An account as it is stored. */
export type AccountDocument = DocumentOf<typeof fields>;
