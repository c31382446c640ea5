import type { ExecutionResult, GraphQLError } from 'graphql';
import { z } from 'zod';

/** A result of a subscription, and the position in the feed after its event. */
export interface SubscriptionResult {
  readonly result: ExecutionResult;
  readonly position?: string | undefined;
}

/** The results of a subscription's events. */
export interface SubscriptionResults extends AsyncIterable<SubscriptionResult> {
  /** The position in the feed where they begin. */
  readonly position: string | undefined;
}

const positioned = z.object({ token: z.string() });

/** Returns the position of a feed, or after a change. */
export const positionOf = (feedOrChange: unknown): string | undefined => positioned.safeParse(feedOrChange).data?.token;

/** A request whose client accepts a stream, and the subscription that it may start. Resolvers get a `Context`. */
export interface SubscriptionRequest<Context> {
  /** Whether it was sent by `GET`, which must not change anything. */
  readonly isSafe: boolean;
  /** Whom the subscription is counted against; undefined if it does not count. */
  readonly subject: string | undefined;
  /** The position after which changes are told; undefined tells those from now on. */
  readonly after: string | undefined;
  /** Creates the context of an event's execution. */
  readonly contextOf: () => Context;
  /** Aborted when the subscription ends. */
  readonly signal: AbortSignal;
  /** Ends the subscription, with the error that its client gets last, if there is one. Idempotent. */
  end(error?: GraphQLError): void;
  /** Returns the error with which the subscription was ended. */
  endError(): GraphQLError | undefined;
  /** The results, if execution has started the subscription. */
  results?: SubscriptionResults;
}

type NewSubscription<Context> = Pick<SubscriptionRequest<Context>, 'isSafe' | 'subject' | 'after' | 'contextOf'>;

/** Creates the request of a subscription that has not started. */
export function createSubscriptionRequest<Context>(request: NewSubscription<Context>): SubscriptionRequest<Context> {
  const ending = new AbortController();
  let endError: GraphQLError | undefined;
  return {
    ...request,
    signal: ending.signal,
    endError: () => endError,
    end: (error) => {
      if (ending.signal.aborted) return;
      endError = error;
      ending.abort();
    },
  };
}
