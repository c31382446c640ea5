import { backoffMs, withJitter, type Backoff } from './backoff.ts';

/** When to attempt again, and when to give up. */
export interface RetryPolicy extends Backoff {
  /** Attempts in total; any number if not given. */
  readonly attempts?: number;
  /** Milliseconds since the start of the first attempt after which none is repeated; any time if not given. */
  readonly giveUpAfterMs?: number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Repeats an attempt while its result is worth another one and the policy allows it, with back-off and jitter between.
 * Resolves to the result of the last attempt. What an attempt throws is not repeated.
 *
 * @param attempt Receives its number, from 1.
 */
export async function retryWhile<T>(
  isRetryable: (result: T) => boolean,
  attempt: (number: number) => Promise<T>,
  { attempts = Infinity, giveUpAfterMs = Infinity, ...backoff }: RetryPolicy,
): Promise<T> {
  const began = performance.now();
  for (let number = 1; ; number++) {
    const result = await attempt(number);
    const isLast = number >= attempts || performance.now() - began > giveUpAfterMs;
    if (isLast || !isRetryable(result)) return result;
    await sleep(withJitter(backoffMs(backoff, number)));
  }
}
