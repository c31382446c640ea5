import { invalidInput, rootName, type Metadata, type Rule } from '#kit';

interface AccountDocument extends Metadata {
  readonly username: string;
}

/** Rejects a username that is reserved for the administrator. */
export const usernameNotRoot: Rule<AccountDocument> = {
  problems: [],
  on: ['username'],
  check: ({ username }) => {
    const message = `must not be ${rootName}: that username is reserved for the administrator`;
    const isRoot = username === rootName;
    return Promise.resolve(isRoot ? invalidInput([{ field: 'username', message }]) : undefined);
  },
};
