import type { ExecutionResult } from 'graphql';
import { z } from 'zod';
import type { Outcome } from '../../resource/problems.ts';
import type { ChangeStream } from '../../resource/streams/change-stream.ts';

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
  /** The position after which changes are told; undefined tells those from now on. */
  readonly after: string | undefined;
  /** Creates the context of an event's execution. */
  readonly contextOf: () => Context;
  /** Opens the stream of the subscription. */
  readonly open: () => Outcome<ChangeStream>;
  /** The stream, while a subscription starts and when it has started. */
  stream?: ChangeStream;
  /** The results, if execution has started the subscription. */
  results?: SubscriptionResults;
}
