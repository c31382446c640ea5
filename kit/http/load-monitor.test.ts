import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { block } from '../../test/support/block.ts';
import { until } from '../../test/support/until.ts';
import { createLoadMonitor } from './load-monitor.ts';

it('reports an overload while the event loop is late for several windows in a row, and no longer', async () => {
  const monitor = createLoadMonitor({ maxLagMs: 20, windowMs: 20, windows: 2 });
  expect(monitor.isOverloaded({})).toBe(false);
  await until(async () => {
    block(60);
    await delay(0);
    return monitor.isOverloaded({});
  });
  await until(() => !monitor.isOverloaded({}));
  monitor.close();
});

it('never reports one if it is disabled', async () => {
  const monitor = createLoadMonitor({ maxLagMs: 0, windowMs: 1, windows: 1 });
  for (let round = 0; round < 5; round++) {
    block(20);
    await delay(1);
  }
  expect(monitor.isOverloaded({})).toBe(false);
  monitor.close();
});

it('tells those who are refused to come again the later, the more they are', () => {
  const monitor = createLoadMonitor({ maxLagMs: 1000 });
  const told = Array.from({ length: 1000 }, () => monitor.returnSeconds());
  expect(Math.min(...told)).toBe(2);
  expect(Math.max(...told.slice(0, 20))).toBeLessThanOrEqual(4);
  expect(Math.max(...told)).toBeGreaterThan(40);
  expect(Math.max(...told)).toBeLessThanOrEqual(60);
  monitor.close();
});

/**
 * Lets many requests come for a second, to a process that is busy for so long each time. Returns the latest that 1000 who
 * are refused are told to return, and whether the process is overloaded.
 */
async function lastTold({ busyMs }: { readonly busyMs: number }): Promise<readonly [seconds: number, boolean]> {
  const monitor = createLoadMonitor({ maxLagMs: 20, windowMs: 20, windows: 2 });
  const second = Math.floor(performance.now() / 1000);
  while (Math.floor(performance.now() / 1000) < second + 2) {
    for (let count = 0; count < 100; count++) monitor.isOverloaded({});
    block(busyMs);
    await delay(5);
  }
  const isOverloaded = monitor.isOverloaded({});
  const told = Array.from({ length: 1000 }, () => monitor.returnSeconds());
  monitor.close();
  return [Math.max(...told), isOverloaded];
}

it.each([
  ['were served in one', { busyMs: 0 }, false],
  ['could be served instead of those who are refused', { busyMs: 60 }, true],
])('lets as many come again in a second as %s', async (_, load, expected) => {
  // On a busy machine a whole second can pass in which this process counts nothing.
  await until(async () => {
    const [seconds, isOverloaded] = await lastTold(load);
    return seconds < 40 && isOverloaded === expected;
  });
});
