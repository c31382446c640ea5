import { rateLimitKey, isRateLimited, type Caller } from '../access/caller.ts';
import type { Problem } from '../resource/problems.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { rateLimited } from './http-problems.ts';
import type { SetHeaders } from './router.ts';

/** Whom a request is counted against: the authenticated caller, else the address. */
export interface HalRateLimitSubject {
  readonly caller: Caller;
  /** Undefined if another part of the system forwarded the request, and has counted it. */
  readonly address: string | undefined;
  /** How many requests it counts as; one by default. */
  readonly requests?: number;
}

/**
 * Counts a request and sets the `RateLimit` headers. Returns a 429 problem when the quota is exceeded, else undefined.
 */
export async function checkRateLimit(
  rateLimit: RateLimit,
  { caller, address, requests }: HalRateLimitSubject,
  setHeaders: SetHeaders,
): Promise<Problem | undefined> {
  if (!isRateLimited(caller) || address === undefined) return undefined;
  const quota = await rateLimit.count({ caller: rateLimitKey(caller), address }, requests);
  if (quota === undefined) return undefined;
  setHeaders(quota.headers);
  const retryAfter = quota.retryAfterSeconds;
  if (retryAfter === undefined) return undefined;
  return rateLimited(`the rate limit is exceeded; retry in ${retryAfter} s`, { retryAfter });
}
