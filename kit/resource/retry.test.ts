import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { unavailable } from './common-problems.ts';
import { fail, succeed, type Outcome } from './problems.ts';
import { transient, withRetry } from './retry.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Retries an operation with these outcomes, the last one repeatedly. Returns the final outcome and the attempts. */
async function retried(...outcomes: readonly Outcome<string>[]) {
  const attempt = jest.fn(async () => outcomes[attempt.mock.calls.length - 1] ?? outcomes.at(-1)!);
  const startedAt = Date.now();
  const ended = withRetry(attempt, { contentionMs: 1500 }).then((outcome) => ({
    outcome,
    durationMs: Date.now() - startedAt,
  }));
  await jest.advanceTimersByTimeAsync(10_000);
  return { ...(await ended), attempts: attempt.mock.calls.length };
}

const blocked = fail(transient('a concurrent operation has it; try again'));

describe('an operation with retries', () => {
  it('is attempted once when it succeeds', async () => {
    expect(await retried(succeed('done'))).toMatchObject({ outcome: succeed('done'), attempts: 1 });
  });

  it('is attempted again while its problem is transient', async () => {
    const { outcome, attempts } = await retried(blocked, blocked, succeed('done'));
    expect({ outcome, attempts }).toEqual({ outcome: succeed('done'), attempts: 3 });
  });

  it('is not attempted again for any other problem', async () => {
    const problem = fail(unavailable('the store is unavailable'));
    expect(await retried(problem)).toMatchObject({ outcome: problem, attempts: 1 });
  });

  it('ends with the transient problem, a 503, after the limit', async () => {
    const { outcome, durationMs } = await retried(blocked);
    expect(outcome).toMatchObject({ ok: false, problem: { kind: { status: 503 }, transient: true } });
    expect(durationMs).toBeGreaterThan(1500);
    expect(durationMs).toBeLessThan(1700);
  });
});
