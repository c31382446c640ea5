import { type RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Counts an event for a key, as one point or several. Resolves to the state of the key's window, also when the limit is exceeded: the library
 * rejects with that state.
 */
export const consume = (limiter: RateLimiterMemory, key: string, points = 1): Promise<RateLimiterRes> =>
  limiter.consume(key, points).catch((rejected: unknown) => {
    if (rejected instanceof RateLimiterRes) return rejected;
    throw rejected;
  });

/** Returns the whole seconds until a window ends, at least 1: the value of `Retry-After` (RFC 9110 §10.2.3). */
export const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000));
