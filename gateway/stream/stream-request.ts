import type { Request, Response } from 'express';
import { streamsOf, type StreamFormat } from '../../kit/graphql/http/stream-format.ts';
import type { StreamPart } from './stream-encoding.ts';

/** A stream that has begun, instead of a response in one piece. */
export interface StartedStream {
  readonly format: StreamFormat;
  /** Returns the parts. It receives the response to what is answered at once. */
  readonly parts: (answered: Readonly<Record<string, unknown>>) => AsyncIterator<StreamPart>;
}

/** A request whose client accepts streams. */
export interface StreamRequest {
  /** The formats that the client accepts, the preferred one first. */
  readonly formats: readonly StreamFormat[];
  /** Whether it was sent by `GET`, which must not change anything. */
  readonly isSafe: boolean;
  /** The stream, if execution has started one. */
  started?: StartedStream;
}

/** The formats in which subscriptions are sent. */
export const subscriptionFormats: ReadonlySet<StreamFormat> = new Set(['multipart-subscription', 'event-stream']);

/** Returns the request of a client that accepts streams. */
export const streamRequestOf = ({ method }: Request, response: Response): StreamRequest => ({
  formats: streamsOf(response),
  isSafe: method === 'GET',
});

/**
 * The event of a response whose stream begins. From then on it counts as answered: nobody waits for it, and how long it
 * takes says nothing.
 */
export const streamBegins = 'streamBegins';
