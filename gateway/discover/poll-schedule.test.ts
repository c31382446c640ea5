import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPollSchedule } from './poll-schedule.ts';
import { createRediscover } from './rediscover.ts';

beforeEach(() => {
  jest.useFakeTimers();
  // No jitter: every delay has its full length.
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});
const advance = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

describe('the poll schedule', () => {
  it('reads at once, and then at the interval', async () => {
    const read = jest.fn(async () => true);
    const schedule = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    schedule.readAll(new Set(['a']));
    await advance(0);
    expect(read).toHaveBeenCalledTimes(1);
    await advance(2000);
    expect(read).toHaveBeenCalledTimes(3);
    schedule.close();
    await advance(5000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('retries a failed read sooner, with delays that double up to the interval', async () => {
    const times: number[] = [];
    const read = async (): Promise<boolean> => times.push(Date.now()) < 0;
    const schedule = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 300 });
    schedule.readAll(new Set(['a']));
    await advance(4000);
    expect(times.slice(1, 5).map((time, index) => time - (times[index] ?? 0))).toEqual([300, 600, 1000, 1000]);
    schedule.close();
  });

  it('repeats a read if the service is listed again in the meantime', async () => {
    const ends: (() => void)[] = [];
    const read = jest.fn(() => new Promise<boolean>((resolve) => ends.push(() => resolve(true))));
    const schedule = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    schedule.readAll(new Set(['a']));
    schedule.readAll(new Set(['a']));
    expect(read).toHaveBeenCalledTimes(1);
    ends.shift()?.();
    await advance(1);
    expect(read).toHaveBeenCalledTimes(2);
    schedule.close();
  });

  it('stops reading a service that is no longer listed', async () => {
    const read = jest.fn<(name: string) => Promise<boolean>>().mockResolvedValue(true);
    const schedule = createPollSchedule({ read, sweepIntervalMs: 1000, retryMs: 100 });
    schedule.readAll(new Set(['a', 'b']));
    schedule.readAll(new Set(['b']));
    await advance(3000);
    expect(read.mock.calls.filter(([name]) => name === 'a')).toHaveLength(1);
    await schedule.readNow('a');
    expect(read.mock.calls.filter(([name]) => name === 'a')).toHaveLength(1);
    schedule.close();
  });
});

describe('rediscover', () => {
  it('reads the root first, once for all requests that fail at the same time', async () => {
    const order: string[] = [];
    const rediscover = createRediscover({
      root: async () => void order.push('root'),
      service: async (name) => void order.push(name),
      maxWaitMs: 500,
      minIntervalMs: 100,
    });
    await Promise.all([rediscover('a'), rediscover('a'), rediscover('a')]);
    expect(order).toEqual(['root', 'a']);
  });

  it('waits no longer than its maximum', async () => {
    jest.useRealTimers();
    const keepAlive = setTimeout(() => undefined, 1000);
    const rediscover = createRediscover({
      root: () => new Promise(() => undefined),
      service: async () => undefined,
      maxWaitMs: 100,
      minIntervalMs: 100,
    });
    const began = performance.now();
    await rediscover('a');
    expect(performance.now() - began).toBeGreaterThan(90);
    clearTimeout(keepAlive);
  });
});
