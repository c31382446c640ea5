import type { Caller } from '../../access/caller.ts';
import type { OperationContext } from '../../resource/definition/context.ts';
import type { Outcome } from '../../resource/problems.ts';
import { poll, type Poll } from '../../util/poll.ts';
import { errorCodeOf, toGraphQLError } from '../errors.ts';
import { subscriptionEnds } from './endings.ts';
import type { SubscriptionRequest } from './subscription-request.ts';

export interface RightsSettings {
  /** Whose rights the subscription has. */
  readonly caller: Caller;
  /** Authenticates the subscription's request as if it came now. */
  readonly authenticate: () => Promise<Outcome<OperationContext>>;
  /** The most milliseconds between two checks. */
  readonly checkMs: number;
}

const isSameCaller = (one: Caller, other: Caller): boolean =>
  one.id === other.id && one.role === other.role && one.username === other.username && one.service === other.service;

/**
 * Ends a subscription when its request would not be authenticated any more, or as another caller. It goes on while that
 * cannot be found out.
 */
export const watchRights = (
  subscription: Pick<SubscriptionRequest<unknown>, 'end'>,
  { caller, authenticate, checkMs }: RightsSettings,
): Poll =>
  poll({
    intervalMs: checkMs,
    immediate: false,
    task: async () => {
      const authenticated = await authenticate();
      if (authenticated.ok) {
        if (!isSameCaller(authenticated.value.caller, caller)) subscription.end(subscriptionEnds.rights());
      } else if (errorCodeOf(authenticated.problem) === 'UNAUTHENTICATED')
        subscription.end(toGraphQLError(authenticated.problem));
      return true;
    },
    onError: () => undefined,
  });
