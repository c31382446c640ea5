import { retryWhile, type RetryPolicy } from '../util/retry.ts';
import { unavailable } from './common-problems.ts';
import type { Outcome, Problem } from './problems.ts';

/** How long an operation waits for concurrent operations before it fails with 503. */
const defaultPolicy: RetryPolicy = { initialMs: 5, maxMs: 100, giveUpAfterMs: 3000 };

/** Creates the problem (503) that a concurrent operation blocks this one temporarily. `withRetry` retries it. */
export const transient = (detail: string): Problem => ({ ...unavailable(detail), transient: true });

/**
 * Retries an operation while its problem is transient. Resolves to the last outcome.
 * @example withRetry(async () => (await isLocked(id) ? fail(transient('the seat is locked; try again')) : succeed(id)))
 */
export const withRetry = <T>(attempt: () => Promise<Outcome<T>>, policy = defaultPolicy): Promise<Outcome<T>> =>
  retryWhile((outcome) => !outcome.ok && outcome.problem.transient === true, attempt, policy);
