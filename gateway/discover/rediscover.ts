import { setTimeout as delay } from 'node:timers/promises';

export interface RediscoverParts {
  /** Reads the root again. */
  readonly root: () => Promise<void>;
  /** Reads one service again. */
  readonly service: (name: string) => Promise<void>;
  /** The longest that a failed request waits for the look, in milliseconds. */
  readonly maxWaitMs: number;
  /** The shortest time between two looks at one service, in milliseconds. */
  readonly minIntervalMs: number;
}

/** Looks again for a service that failed a request; resolves when that is done, or has taken too long. */
export type Rediscover = (name: string) => Promise<void>;

/**
 * The root first, then the service where the root says that it is now. Requests that fail at the same time share one
 * look, and those that fail right after it make none: a service that is away costs them nothing.
 */
export function createRediscover({ root, service, maxWaitMs, minIntervalMs }: RediscoverParts): Rediscover {
  const looks = new Map<string, { readonly done: Promise<void>; readonly began: number }>();
  const look = async (name: string): Promise<void> => {
    await root();
    await service(name);
  };
  return async (name) => {
    const last = looks.get(name);
    const current =
      last && performance.now() - last.began < minIntervalMs ? last : { done: look(name), began: performance.now() };
    looks.set(name, current);
    await Promise.race([current.done, delay(maxWaitMs, undefined, { ref: false })]);
  };
}
