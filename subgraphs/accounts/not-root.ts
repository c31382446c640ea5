import { invalidInput, rootName, type Metadata, type Rule } from '#kit';

interface AccountDocument extends Metadata {
  readonly username: string;
}

/** An account's username is not the administrator's. */
export const usernameNotRoot: Rule<AccountDocument> = {
  problems: [],
  on: ['username'],
  check: ({ username }) => {
    const message = `must not be ${rootName}, which is the administrator's`;
    const isRoot = username === rootName;
    return Promise.resolve(isRoot ? invalidInput([{ field: 'username', message }]) : undefined);
  },
};
