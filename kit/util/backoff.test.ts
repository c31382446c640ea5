import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs, withJitter } from './backoff.ts';

const pauses = (backoff: Parameters<typeof backoffMs>[0]): readonly number[] =>
  [1, 2, 3, 4, 5].map((failures) => backoffMs(backoff, failures));

describe('back-off', () => {
  it('doubles from the initial pause to the maximum', () => {
    expect(pauses({ initialMs: 250, maxMs: 2000 })).toEqual([250, 500, 1000, 2000, 2000]);
  });

  it('grows by the given factor', () => {
    expect(pauses({ initialMs: 10, maxMs: 200, factor: 3 })).toEqual([10, 30, 90, 200, 200]);
    expect(pauses({ initialMs: 20, maxMs: 20, factor: 1 })).toEqual([20, 20, 20, 20, 20]);
  });

  it('stays at the maximum after any number of failures, and never exceeds it', () => {
    expect(backoffMs({ initialMs: 250, maxMs: 2000 }, 100_000)).toBe(2000);
    expect(backoffMs({ initialMs: 5000, maxMs: 2000 }, 1)).toBe(2000);
  });
});

describe('jitter', () => {
  it('shortens a pause to between half of it and all of it', () => {
    expect([0, 0.5, 1].map((random) => withJitter(1000, () => random))).toEqual([500, 750, 1000]);
  });

  it('keeps these bounds with the default source of randomness', () => {
    const isBetween = (pause: number, jittered: number): boolean => jittered >= pause / 2 && jittered <= pause;
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e9 }), (pause) => isBetween(pause, withJitter(pause))));
  });
});
