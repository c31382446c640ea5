import { rateLimitKey, isRateLimited, type Caller } from '../access/caller.ts';
import type { Problem } from '../resource/problems.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { rateLimited } from './http-problems.ts';
import type { Note } from './router.ts';

/** Who is counted: a caller who has signed in, or else an address. */
export interface RateLimitSubject {
  readonly caller: Caller;
  readonly address: string;
}

/** Counts a request, and notes what is left; the problem, when there is nothing left. */
export async function checkRateLimit(
  rateLimit: RateLimit,
  { caller, address }: RateLimitSubject,
  note: Note,
): Promise<Problem | undefined> {
  if (!isRateLimited(caller)) return undefined;
  const quota = await rateLimit.count({ caller: rateLimitKey(caller), address });
  if (quota === undefined) return undefined;
  note(quota.headers);
  const retryAfter = quota.retryAfterSeconds;
  if (retryAfter === undefined) return undefined;
  return rateLimited(`that is all for now; there is more in ${retryAfter} s`, { retryAfter });
}
