import { type RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts one event for a key. Resolves with the state of the key's window in either case: the library rejects with it once the limit is exceeded. */
export const consume = (limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> =>
  limiter.consume(key).catch((rejected: unknown) => {
    if (rejected instanceof RateLimiterRes) return rejected;
    throw rejected;
  });

/** Whole seconds until a window ends, at least 1: the value of `Retry-After` (RFC 9110 §10.2.3). */
export const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000));
