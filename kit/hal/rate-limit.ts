import { rateLimitKey, isRateLimited, type Caller } from '../access/caller.ts';
import type { Problem } from '../resource/problems.ts';
import type { RateLimit, Work } from '../http/rate-limit.ts';
import { rateLimited } from './http-problems.ts';
import type { CountMore } from './request.ts';
import type { SetHeaders } from './router.ts';

/** Whom a request is counted against: the authenticated caller, else the address. */
export interface HalRateLimitSubject {
  readonly caller: Caller;
  /** Undefined if the request is not counted: another part of the system sent it, or has counted it. */
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

/** Returns the function that counts what the work of a request is worth beyond the request itself. */
export const countingMore =
  (rateLimit: RateLimit, subject: HalRateLimitSubject, setHeaders: SetHeaders): CountMore =>
  async (work: Work) => {
    const requests = rateLimit.requestsOf(work) - 1;
    return requests > 0 ? checkRateLimit(rateLimit, { ...subject, requests }, setHeaders) : undefined;
  };
