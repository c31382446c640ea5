import type { Caller } from '../../access/caller.ts';
import { poll, type Poll } from '../../util/poll.ts';
import { unauthenticated } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import { isKind, type Outcome } from '../problems.ts';
import type { ChangeStream } from './change-stream.ts';
import { streamEnds } from './stream-problems.ts';

export interface RightsSettings {
  /** Whose rights the stream has. */
  readonly caller: Caller;
  /** Authenticates the stream's request as if it came now. */
  readonly authenticate: () => Promise<Outcome<OperationContext>>;
  /** The most milliseconds between two checks. */
  readonly checkMs: number;
}

const isSameCaller = (one: Caller, other: Caller): boolean =>
  one.id === other.id && one.role === other.role && one.username === other.username && one.service === other.service;

/**
 * Ends a stream when its request would not be authenticated any more, or as another caller. It goes on while that cannot
 * be found out.
 */
export const watchRights = (
  stream: Pick<ChangeStream, 'end'>,
  { caller, authenticate, checkMs }: RightsSettings,
): Poll =>
  poll({
    intervalMs: checkMs,
    immediate: false,
    task: async () => {
      const authenticated = await authenticate();
      if (authenticated.ok) {
        if (!isSameCaller(authenticated.value.caller, caller)) stream.end(streamEnds.rights());
      } else if (isKind(authenticated.problem, unauthenticated)) stream.end(authenticated.problem);
      return true;
    },
    onError: () => undefined,
  });
