import type { Caller } from '../access/caller.ts';
import type { Problem } from '../resource/problems.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { rateLimited } from './http-problems.ts';
import type { Note } from './router.ts';

/** Who is counted: a caller who has signed in, or an address. */
export interface Counted {
  readonly caller: Caller | undefined;
  readonly address: string;
}

/** Counts a request, and notes what is left. Services ask as much as they need. Says why not when there is nothing left. */
export async function exceeded(
  rateLimit: RateLimit,
  { caller, address }: Counted,
  note: Note,
): Promise<Problem | undefined> {
  if (caller?.service !== undefined) return undefined;
  const quota = await rateLimit.count({ caller: caller?.id ?? caller?.username, address });
  if (quota === undefined) return undefined;
  note(quota.headers);
  const retryAfter = quota.exhaustedFor;
  if (retryAfter === undefined) return undefined;
  return rateLimited(`that is all for now; there is more in ${retryAfter} s`, { retryAfter });
}
