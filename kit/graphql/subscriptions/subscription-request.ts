import type { ExecutionResult, GraphQLError } from 'graphql';

/** A request whose client accepts a stream, and the subscription that it may start. Resolvers get a `Context`. */
export interface SubscriptionRequest<Context> {
  /** Whether it was sent by `GET`, which must not change anything. */
  readonly isSafe: boolean;
  /** Whom the subscription is counted against; undefined if it does not count. */
  readonly subject: string | undefined;
  /** Creates the context of an event's execution. */
  readonly contextOf: () => Context;
  /** Aborted when the subscription ends. */
  readonly signal: AbortSignal;
  /** Ends the subscription, with the error that its client gets last, if there is one. Idempotent. */
  end(error?: GraphQLError): void;
  /** Returns the error with which the subscription was ended. */
  endError(): GraphQLError | undefined;
  /** The results of the subscription's events, if execution has started it. */
  results?: AsyncIterable<ExecutionResult>;
}

type NewSubscription<Context> = Pick<SubscriptionRequest<Context>, 'isSafe' | 'subject' | 'contextOf'>;

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
