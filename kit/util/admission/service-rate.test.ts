import { expect, it } from '@jest/globals';
import { createServiceRate } from './service-rate.ts';

/** A rate by a clock that the test moves. */
function openRate() {
  let now = 5000;
  const rate = createServiceRate(() => now);
  const burst = (afterMs: number, tasks: number, isAwaited = true): void => {
    now += afterMs;
    for (let task = 0; task < tasks; task++) rate.observe(isAwaited);
  };
  return { rate, burst };
}

it('is not known before two tasks have ended', () => {
  const { rate, burst } = openRate();
  expect(rate.perSecond()).toBeUndefined();
  burst(10, 1);
  expect(rate.perSecond()).toBeUndefined();
});

it('is the number of tasks in a second, also if they end in bursts, in the middle of one and after it', () => {
  const { rate, burst } = openRate();
  for (let turn = 0; turn < 100; turn++) burst(50, 40);
  expect(rate.perSecond()).toBeGreaterThan(700);
  expect(rate.perSecond()).toBeLessThan(900);
  burst(50, 1);
  expect(rate.perSecond()).toBeGreaterThan(700);
  expect(rate.perSecond()).toBeLessThan(900);
});

it('follows a change within seconds', () => {
  const { rate, burst } = openRate();
  for (let turn = 0; turn < 100; turn++) burst(50, 40);
  for (let turn = 0; turn < 60; turn++) burst(50, 4);
  expect(rate.perSecond()).toBeLessThan(130);
});

it('does not take the time in which nobody waits for a slow service', () => {
  const { rate, burst } = openRate();
  for (let turn = 0; turn < 20; turn++) burst(50, 40);
  burst(60_000, 1, false);
  burst(50, 40);
  expect(rate.perSecond()).toBeGreaterThan(700);
});
