import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailableError } from '../store/port.ts';
import { createLog } from '../util/log.ts';
import { startMaintenance } from './maintenance.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Sweeps for ten intervals with this sweep; returns how often it was called, and how many errors were logged. */
async function swept(sweep: () => Promise<void>) {
  const log = createLog('test');
  const logged = jest.spyOn(log, 'error').mockReturnValue(undefined);
  const mock = jest.fn(sweep);
  const maintenance = startMaintenance({ recoverExpired: mock }, { intervalMs: 1000, log });
  await jest.advanceTimersByTimeAsync(10_000);
  await maintenance.close();
  return { sweeps: mock.mock.calls.length, errors: logged.mock.calls.length };
}

describe('the maintenance of a resource', () => {
  it('sweeps at once and then at least once an interval', async () => {
    const { sweeps, errors } = await swept(async () => undefined);
    expect(sweeps).toBeGreaterThanOrEqual(11);
    expect(sweeps).toBeLessThanOrEqual(21);
    expect(errors).toBe(0);
  });

  it('logs errors and goes on, silently while the store is unavailable', async () => {
    const failed = await swept(() => Promise.reject(new Error('unexpected')));
    expect(failed.sweeps).toBeGreaterThanOrEqual(11);
    expect(failed.errors).toBe(failed.sweeps);
    const unavailable = await swept(() => Promise.reject(new StoreUnavailableError('the store is away')));
    expect(unavailable.sweeps).toBeGreaterThanOrEqual(11);
    expect(unavailable.errors).toBe(0);
  });
});
