import { appearanceOf, invalidInput, rootName, type Rule } from '#kit';
import type { AccountDocument } from './fields.ts';

/** Rejects a username that is reserved for the administrator, or that looks like it. */
export const usernameNotRoot: Rule<AccountDocument> = {
  problems: [],
  on: ['username'],
  check: ({ username }) => {
    const message = `must not be ${rootName} nor look like it: that username is reserved for the administrator`;
    const isRoot = appearanceOf(username) === rootName;
    return Promise.resolve(isRoot ? invalidInput([{ field: 'username', message }]) : undefined);
  },
};
