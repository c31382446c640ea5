import { expect, it } from '@jest/globals';
import { createReturnTimes } from './return-times.ts';

/**
 * Returns how many of so many callers are told each second. Ten may return in one: four fifths of those who are served.
 * Twice as many are told the first, if a second of the clock begins meanwhile.
 */
function told(callers: number, servedPerSecond = 12.5): readonly number[] {
  const times = createReturnTimes({ first: 2, last: 10, least: 3 });
  const counts = Array.from({ length: 12 }, () => 0);
  for (let caller = 0; caller < callers; caller++) counts[times.next(servedPerSecond)]!++;
  return counts;
}

it('tells callers to return in the first seconds in which they can be served', () => {
  const counts = told(30);
  expect(counts.slice(0, 2)).toEqual([0, 0]);
  expect(counts[2]).toBeLessThanOrEqual(20);
  expect(counts.slice(2, 6).reduce((sum, count) => sum + count, 0)).toBe(30);
});

it('spreads callers evenly if there are too many for all seconds', () => {
  const counts = told(900);
  expect(counts[11]).toBe(0);
  for (const count of counts.slice(2, 11)) expect(count).toBeGreaterThan(50);
});

it('tells some callers each second, even if nobody is served', () => {
  const counts = told(9, 0);
  expect(counts[2]).toBeLessThanOrEqual(6);
  expect(counts.slice(2, 6).reduce((sum, count) => sum + count, 0)).toBe(9);
});
