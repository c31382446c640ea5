import { retryWhile, type RetryPolicy } from '../util/retry.ts';
import { unavailable } from './common-problems.ts';
import type { Outcome, Problem } from './problems.ts';

/** For how long an operation waits for the concurrent operations of others, before it answers 503. */
const defaultPolicy: RetryPolicy = { initialMs: 5, maxMs: 100, giveUpAfterMs: 3000 };

/** The problem (503) that a concurrent operation is in the way for a moment; `withRetry` attempts again. */
export const transient = (detail: string): Problem => ({ ...unavailable(detail), transient: true });

/** Attempts again while the problem is transient; resolves to the last outcome. */
export const withRetry = <T>(attempt: () => Promise<Outcome<T>>, policy = defaultPolicy): Promise<Outcome<T>> =>
  retryWhile((outcome) => !outcome.ok && outcome.problem.transient === true, attempt, policy);
