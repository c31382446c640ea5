import { rateLimitKey, type Caller } from '../../access/caller.ts';
import { withJitter } from '../../util/backoff.ts';
import { unavailable } from '../common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { createChangeStream, type ChangeStream } from './change-stream.ts';
import { streamEnds, tooManyStreams } from './stream-problems.ts';
import { watchRights, type RightsSettings } from './watch-rights.ts';

/** How many streams of changes are open at a service, and how long. */
export interface StreamLimits {
  /** The most of all callers. */
  readonly max: number;
  /** The most of one caller; 0 is no limit. */
  readonly maxPerCaller: number;
  /** The longest time that one is open, in milliseconds. */
  readonly maxAgeMs: number;
  /** The most milliseconds between two checks of the caller's rights. */
  readonly checkMs: number;
  /** Milliseconds without an event after which a heartbeat is sent. */
  readonly heartbeatMs: number;
}

/** Who listens to a stream. */
export interface StreamListener extends Pick<RightsSettings, 'caller' | 'authenticate'> {
  /** Whom the stream is counted against; undefined if it does not count. */
  readonly subject: string | undefined;
}

/** The streams of changes that are open at a service, in all faces. */
export interface OpenStreams extends Pick<StreamLimits, 'heartbeatMs'> {
  /**
   * Opens a stream, which ends with the caller's rights and after the longest time that is allowed. Fails if there are
   * too many, or the service is stopping.
   */
  open(listener: StreamListener): Outcome<ChangeStream>;
  /** Returns the number of open streams. */
  count(): number;
  /** Ends all streams, and refuses others. Idempotent. */
  close(): void;
}

/** Returns whom a stream is counted against: its caller, or the address of an anonymous one. */
export const streamSubject = async (
  caller: Caller,
  countedAddress: () => Promise<string | undefined>,
): Promise<string | undefined> => caller.service ?? rateLimitKey(caller) ?? (await countedAddress());

export function createOpenStreams({ max, maxPerCaller, ...lifetime }: StreamLimits): OpenStreams {
  const streams = new Set<ChangeStream>();
  const counts = new Map<string, number>();
  let isClosed = false;

  function count(subject: string | undefined, difference: 1 | -1): void {
    if (subject === undefined || maxPerCaller === 0) return;
    const next = (counts.get(subject) ?? 0) + difference;
    if (next === 0) counts.delete(subject);
    else counts.set(subject, next);
  }
  function refusalOf(subject: string | undefined): Problem | undefined {
    if (isClosed) return streamEnds.stopping();
    if (streams.size >= max) return unavailable(`there are ${max} streams of changes already`);
    const isFull = subject !== undefined && (counts.get(subject) ?? -Infinity) >= maxPerCaller;
    return isFull ? tooManyStreams(`this caller has ${maxPerCaller} streams of changes already`) : undefined;
  }

  return {
    heartbeatMs: lifetime.heartbeatMs,
    open: ({ subject, ...rights }) => {
      const refusal = refusalOf(subject);
      if (refusal !== undefined) return fail(refusal);
      const stream = createChangeStream();
      streams.add(stream);
      count(subject, 1);
      const remove = (): void => {
        streams.delete(stream);
        count(subject, -1);
      };
      stream.signal.addEventListener('abort', remove, { once: true });
      limitLifetime(stream, { ...lifetime, ...rights });
      return succeed(stream);
    },
    count: () => streams.size,
    close: () => {
      isClosed = true;
      for (const stream of streams) stream.end(streamEnds.stopping());
    },
  };
}

/** Ends a stream when it is too old, and when its caller has other rights. */
function limitLifetime(stream: ChangeStream, { maxAgeMs, ...rights }: RightsSettings & { maxAgeMs: number }): void {
  const watch = watchRights(stream, rights);
  const age = setTimeout(() => stream.end(streamEnds.age()), withJitter(maxAgeMs)).unref();
  const stop = (): void => {
    clearTimeout(age);
    void watch.close();
  };
  stream.signal.addEventListener('abort', stop, { once: true });
}
