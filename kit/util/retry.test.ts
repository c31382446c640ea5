import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { retryWhile, type RetryPolicy } from './retry.ts';

beforeEach(() => {
  jest.useFakeTimers();
  // No jitter: every pause has its full length.
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const backoff = { initialMs: 100, maxMs: 400 };

/** Retries until an attempt succeeds and returns the start time of each attempt, in milliseconds. */
async function startTimes(failures: number, policy: RetryPolicy, durationMs = 0): Promise<readonly number[]> {
  const startedAt = Date.now();
  const times: number[] = [];
  const attempt = async (number: number): Promise<boolean> => {
    times.push(Date.now() - startedAt);
    if (durationMs > 0) await new Promise((resolve) => setTimeout(resolve, durationMs));
    return number > failures;
  };
  const ended = retryWhile((isDone) => !isDone, attempt, policy);
  await jest.advanceTimersByTimeAsync(60_000);
  await ended;
  return times;
}

describe('a retry', () => {
  it('is not made when the first attempt succeeds', async () => {
    expect(await startTimes(0, backoff)).toEqual([0]);
  });

  it('is made after pauses that grow to the maximum, until an attempt succeeds', async () => {
    expect(await startTimes(5, backoff)).toEqual([0, 100, 300, 700, 1100, 1500]);
  });

  it('is made after a pause with jitter', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    expect(await startTimes(3, backoff)).toEqual([0, 50, 150, 350]);
  });

  it('stops after the maximum number of attempts', async () => {
    expect(await startTimes(9, { ...backoff, attempts: 3 })).toEqual([0, 100, 300]);
    expect(await startTimes(9, { ...backoff, attempts: 1 })).toEqual([0]);
  });

  it('stops after the time limit, counted from the start of the first attempt', async () => {
    expect(await startTimes(9, { ...backoff, giveUpAfterMs: 250 }, 50)).toEqual([0, 150, 400]);
  });

  it('resolves to the last result', async () => {
    const attempt = (number: number): Promise<string> => Promise.resolve(`attempt ${number}`);
    const ended = retryWhile(() => true, attempt, { ...backoff, attempts: 2 });
    await jest.advanceTimersByTimeAsync(1000);
    expect(await ended).toBe('attempt 2');
  });

  it('is not made when an attempt throws', async () => {
    const attempt = jest.fn(() => Promise.reject(new Error('unexpected')));
    await expect(retryWhile(() => true, attempt, backoff)).rejects.toThrow('unexpected');
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
