import { invalidBecause, rootName, type Metadata, type Rule } from '#kit';

interface Named extends Metadata {
  readonly username: string;
}

/** An account's username is not the administrator's. */
export const notRoot: Rule<Named> = {
  problems: [],
  on: ['username'],
  check: ({ username }) => {
    const message = `must not be ${rootName}, which is the administrator's`;
    const isRoot = username === rootName;
    return Promise.resolve(isRoot ? invalidBecause([{ field: 'username', message }]) : undefined);
  },
};
