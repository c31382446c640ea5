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

it('lets as many come again in a second as were served in one', async () => {
  const lastTold = async (): Promise<number> => {
    const monitor = createLoadMonitor({ maxLagMs: 1000 });
    const second = Math.floor(performance.now() / 1000);
    while (Math.floor(performance.now() / 1000) < second + 2) {
      for (let count = 0; count < 20; count++) expect(monitor.isOverloaded({})).toBe(false);
      await delay(5);
    }
    const told = Array.from({ length: 1000 }, () => monitor.returnSeconds());
    monitor.close();
    return Math.max(...told);
  };
  // On a busy machine a whole second can pass in which this process counts nothing.
  await until(async () => (await lastTold()) < 40);
});
