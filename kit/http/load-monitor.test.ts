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
