import { setTimeout as delay } from 'node:timers/promises';

/** What a rediscovery reads, and its time limits. */
export interface RediscoverParts {
  /** Reads the root again. */
  readonly root: () => Promise<void>;
  /** Reads one service again. */
  readonly service: (name: string) => Promise<void>;
  /** The maximum time that a failed request waits, in milliseconds. */
  readonly maxWaitMs: number;
  /** The minimum time between two rediscoveries of one service, in milliseconds. */
  readonly minIntervalMs: number;
}

/** Discovers a service again after a failed request. Resolves when it has been read, or after the maximum time. */
export type Rediscover = (name: string) => Promise<void>;

/**
 * Creates a `Rediscover` that reads the root first, then the service at its current URL. Requests that fail at the same
 * time, or within the minimum interval, share one rediscovery, so an unavailable service does not slow them down.
 */
export function createRediscover({ root, service, maxWaitMs, minIntervalMs }: RediscoverParts): Rediscover {
  const attempts = new Map<string, { readonly done: Promise<void>; readonly startedAt: number }>();
  const discover = async (name: string): Promise<void> => {
    await root();
    await service(name);
  };
  return async (name) => {
    const last = attempts.get(name);
    const current =
      last && performance.now() - last.startedAt < minIntervalMs
        ? last
        : { done: discover(name), startedAt: performance.now() };
    attempts.set(name, current);
    await Promise.race([current.done, delay(maxWaitMs, undefined, { ref: false })]);
  };
}
