import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailableError } from '../store/port.ts';
import { createLog } from '../util/log.ts';
import { startMaintenance } from './maintenance.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Runs maintenance for ten intervals. Returns the number of calls of `recoverExpired` and of logged errors. */
async function maintain(recoverExpired: () => Promise<void>) {
  const log = createLog('test');
  const logged = jest.spyOn(log, 'error').mockReturnValue(undefined);
  const mock = jest.fn(recoverExpired);
  const maintenance = startMaintenance({ recoverExpired: mock }, { intervalMs: 1000, log });
  await jest.advanceTimersByTimeAsync(10_000);
  await maintenance.close();
  return { runs: mock.mock.calls.length, errors: logged.mock.calls.length };
}

describe('the maintenance of a resource', () => {
  it('runs at once and then at least once per interval', async () => {
    const { runs, errors } = await maintain(async () => undefined);
    expect(runs).toBeGreaterThanOrEqual(11);
    expect(runs).toBeLessThanOrEqual(21);
    expect(errors).toBe(0);
  });

  it('logs errors and continues, without logging that the store is unavailable', async () => {
    const failed = await maintain(() => Promise.reject(new Error('unexpected')));
    expect(failed.runs).toBeGreaterThanOrEqual(11);
    expect(failed.errors).toBe(failed.runs);
    const unavailable = await maintain(() => Promise.reject(new StoreUnavailableError('the store is unavailable')));
    expect(unavailable.runs).toBeGreaterThanOrEqual(11);
    expect(unavailable.errors).toBe(0);
  });
});
