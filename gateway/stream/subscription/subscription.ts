import type { ExecutionResult } from 'graphql';
import { abortable } from '../../../kit/util/abortable.ts';
import { withJitter } from '../../../kit/util/backoff.ts';
import type { SubgraphResult } from '../../execute/response/subgraph-result.ts';
import type { FormattedResult } from '../format-result.ts';
import type { EventSource } from '../source/source-client.ts';
import type { StreamPart } from '../stream-encoding.ts';
import { createEventBuffer, type EventBufferLimits } from './event-buffer.ts';
import { endingOf, type SubscriptionEnd } from './subscription-end.ts';

export interface SubscriptionParts {
  readonly source: EventSource;
  /** Returns the result for an event: with what other services know of it. Never rejects. */
  readonly execute: (event: SubgraphResult) => Promise<ExecutionResult>;
  /** Returns a result as the client gets it. */
  readonly format: (result: ExecutionResult) => FormattedResult;
  readonly limits: EventBufferLimits;
  /** The longest time that it is open, in milliseconds; it ends at a random time in the second half. */
  readonly maxAgeMs: number;
  /** Receives how it ended, once. */
  readonly onEnd: (end: SubscriptionEnd) => void;
}

/** An open subscription: its results, one after the other. The iterator's `return` says that the client has left. */
export interface Subscription extends AsyncIterator<StreamPart> {
  readonly url: string;
  return(): Promise<IteratorResult<StreamPart>>;
  /** Ends it. Idempotent. */
  end(end: SubscriptionEnd): void;
}

const done: IteratorResult<StreamPart> = { done: true, value: undefined };

/**
 * Creates the subscription of a source. Events are received as they come, and wait in a bounded buffer until the client
 * has room for their results, which are computed one after the other.
 */
export function createSubscription(parts: SubscriptionParts): Subscription {
  const { source, execute, format, onEnd } = parts;
  const buffer = createEventBuffer(parts.limits);
  const stopping = new AbortController();
  let ended: SubscriptionEnd | undefined;
  let isToldError = false;
  const end = (how: SubscriptionEnd): void => {
    if (ended !== undefined) return;
    ended = how;
    clearTimeout(timer);
    source.close();
    const { sendsRest } = endingOf(how);
    buffer.end(sendsRest ? 'keep' : 'drop');
    if (!sendsRest) stopping.abort();
    onEnd(how);
  };
  const timer = setTimeout(() => end('age'), withJitter(parts.maxAgeMs)).unref();
  /** Returns the last part, if there is one. */
  const lastPart = (): IteratorResult<StreamPart> => {
    const { error } = endingOf(ended ?? 'complete');
    if (error === undefined || isToldError) return done;
    isToldError = true;
    const { message, code } = error;
    return { value: { errors: [{ message, extensions: { code } }] } };
  };
  void receive(source, buffer.push, end);
  return {
    url: source.url,
    next: async () => {
      const event = await buffer.take();
      if (event === undefined) return lastPart();
      const result = await abortable(execute(source.read(event)), stopping.signal).catch(() => undefined);
      return result === undefined ? lastPart() : { value: { result: format(result) } };
    },
    return: async () => {
      end('client');
      return done;
    },
    end,
  };
}

/** Receives the events of a source until it ends, or there is no room for one. */
async function receive(
  source: EventSource,
  push: (event: string) => boolean,
  end: (how: SubscriptionEnd) => void,
): Promise<void> {
  try {
    for await (const { type, data } of source.events) {
      if (type === 'complete') return end('complete');
      if (type === 'next' && !push(data)) return end('overflow');
    }
    end('service');
  } catch {
    end('service');
  }
}
