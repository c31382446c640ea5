import type { Backoff } from '../util/backoff.ts';
import { retryWhile } from '../util/retry.ts';
import { unavailable } from './common-problems.ts';
import type { Outcome, Problem } from './problems.ts';

/** How long an operation waits for concurrent operations, and the pauses between its attempts. */
export interface RetryLimits extends Partial<Backoff> {
  /** Milliseconds after which it fails with 503. */
  readonly contentionMs: number;
}

/** Creates the problem (503) that a concurrent operation blocks this one temporarily. `withRetry` retries it. */
export const transient = (detail: string): Problem => ({ ...unavailable(detail), transient: true });

/**
 * Retries an operation while its problem is transient. Resolves to the last outcome.
 * @example withRetry(async () => (await isLocked(id) ? fail(transient('the seat is locked')) : succeed(id)), context)
 */
export const withRetry = <T>(
  attempt: () => Promise<Outcome<T>>,
  { contentionMs, initialMs = 5, maxMs = 100 }: RetryLimits,
): Promise<Outcome<T>> =>
  retryWhile((outcome) => !outcome.ok && outcome.problem.transient === true, attempt, {
    initialMs,
    maxMs,
    giveUpAfterMs: contentionMs,
  });
