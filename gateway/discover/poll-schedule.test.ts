import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPollSchedule } from './poll-schedule.ts';
import { createRediscover } from './rediscover.ts';

beforeEach(() => {
  jest.useFakeTimers();
  // No jitter: every pause has its full length.
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});
const pass = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

describe('the rounds', () => {
  it('read at once, and then once a sweep', async () => {
    const read = jest.fn(async () => true);
    const rounds = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    rounds.readAll(['a']);
    await pass(0);
    expect(read).toHaveBeenCalledTimes(1);
    await pass(2000);
    expect(read).toHaveBeenCalledTimes(3);
    rounds.close();
    await pass(5000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('try sooner what cannot be read, after pauses that double up to the sweep', async () => {
    const times: number[] = [];
    const read = async (): Promise<boolean> => times.push(Date.now()) < 0;
    const rounds = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 300 });
    rounds.readAll(['a']);
    await pass(4000);
    expect(times.slice(1, 5).map((time, index) => time - (times[index] ?? 0))).toEqual([300, 600, 1000, 1000]);
    rounds.close();
  });

  it('read again what was listed again while it was read', async () => {
    const ends: (() => void)[] = [];
    const read = jest.fn(() => new Promise<boolean>((resolve) => ends.push(() => resolve(true))));
    const rounds = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    rounds.readAll(['a']);
    rounds.readAll(['a']);
    expect(read).toHaveBeenCalledTimes(1);
    ends.shift()?.();
    await pass(1);
    expect(read).toHaveBeenCalledTimes(2);
    rounds.close();
  });

  it('leave alone what is listed no more', async () => {
    const read = jest.fn<(name: string) => Promise<boolean>>().mockResolvedValue(true);
    const rounds = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    rounds.readAll(['a', 'b']);
    rounds.readAll(['b']);
    await pass(3000);
    expect(read.mock.calls.filter(([name]) => name === 'a')).toHaveLength(1);
    await rounds.readNow('a');
    expect(read.mock.calls.filter(([name]) => name === 'a')).toHaveLength(1);
    rounds.close();
  });
});

describe('a second look', () => {
  it('reads the root first, once for all that fail at the same time', async () => {
    const order: string[] = [];
    const look = createRediscover({
      root: async () => void order.push('root'),
      service: async (name) => void order.push(name),
      maxWaitMs: 500,
      minIntervalMs: 100,
    });
    await Promise.all([look('a'), look('a'), look('a')]);
    expect(order).toEqual(['root', 'a']);
  });

  it('lets nobody wait longer than its patience', async () => {
    jest.useRealTimers();
    const keepsProcess = setTimeout(() => undefined, 1000);
    const look = createRediscover({
      root: () => new Promise(() => undefined),
      service: async () => undefined,
      maxWaitMs: 100,
      minIntervalMs: 100,
    });
    const began = performance.now();
    await look('a');
    expect(performance.now() - began).toBeGreaterThan(90);
    clearTimeout(keepsProcess);
  });
});
