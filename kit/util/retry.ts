import { abortable } from './abortable.ts';
import { backoffMs, withJitter, type Backoff } from './backoff.ts';

/** Limits of a retry, and the pauses between attempts. */
export interface RetryPolicy extends Backoff {
  /** The maximum number of attempts, the first included; unlimited by default. */
  readonly attempts?: number;
  /** Milliseconds after the start of the first attempt when retrying stops; unlimited by default. */
  readonly giveUpAfterMs?: number;
  /** Ends the retry at once when it is aborted: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Repeats an attempt while its result is retryable and the policy allows it. Pauses follow the back-off, with jitter.
 * Resolves to the result of the last attempt. An exception ends the retry and is rethrown.
 *
 * @param attempt Receives the number of the attempt, from 1.
 */
export async function retryWhile<T>(
  isRetryable: (result: T) => boolean,
  attempt: (number: number) => Promise<T>,
  { attempts = Infinity, giveUpAfterMs = Infinity, signal, ...backoff }: RetryPolicy,
): Promise<T> {
  const startedAt = performance.now();
  for (let number = 1; ; number++) {
    const result = await abortable(attempt(number), signal);
    const isLast = number >= attempts || performance.now() - startedAt > giveUpAfterMs;
    if (isLast || !isRetryable(result)) return result;
    await abortable(sleep(withJitter(backoffMs(backoff, number))), signal);
  }
}
