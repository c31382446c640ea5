import { rootName } from '../../kit/access/caller.ts';
import type { Metadata, Rule } from '../../kit/resource/definition.ts';
import { invalidBecause } from '../../kit/resource/problems.ts';

interface Named extends Metadata {
  readonly username: string;
}

function fault(username: string): string | undefined {
  if (username === rootName) return `must not be ${rootName}, which is the administrator's`;
  return username.includes(':') ? 'must not have a colon: HTTP Basic could not send it' : undefined;
}

/** An account's username is one that somebody can sign in with. */
export const canSignIn: Rule<Named> = {
  problems: [],
  on: ['username'],
  check: ({ username }) => {
    const message = fault(username);
    return Promise.resolve(message === undefined ? undefined : invalidBecause([{ field: 'username', message }]));
  },
};
