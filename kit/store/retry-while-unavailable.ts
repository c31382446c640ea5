import type { Log } from '../util/log.ts';
import { retryWhile } from '../util/retry.ts';
import { StoreUnavailableError } from './port.ts';

const backoff = { initialMs: 250, maxMs: 2000 };

interface RetrySettings {
  /** The store, in the log. */
  readonly description: string;
  readonly log: Pick<Log, 'warn'>;
  /** Ends the retry when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Repeats what a part does with its store when it starts, until the store is available. It must be repeatable. Logs once
 * that it waits.
 * @throws the signal's reason if it is aborted meanwhile, and every other error
 */
export async function retryWhileUnavailable<T>(
  operation: () => Promise<T>,
  { description, log, signal }: RetrySettings,
): Promise<T> {
  const attempt = async (number: number): Promise<{ readonly value: T } | undefined> => {
    try {
      return { value: await operation() };
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (number === 1) log.warn(`cannot reach the store (${description}); retrying`);
      return undefined;
    }
  };
  const result = await retryWhile((each) => each === undefined, attempt, { ...backoff, signal });
  if (result === undefined) throw new Error('unlimited attempts ended without a result');
  return result.value;
}
