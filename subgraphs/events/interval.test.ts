import { describe, expect, it } from '@jest/globals';
import { countPeriods, intervalOf, periodsOf } from './interval.ts';

const hours = (event: { date: string; time: string; duration: string }) => {
  const { from, to } = intervalOf(event);
  return (to - from) / 3600;
};

describe('the interval of an event', () => {
  it('has the length of the duration across midnight, a leap day and the end of a year', () => {
    expect(hours({ date: '2025-02-07', time: '23:00:00', duration: 'PT2H' })).toBe(2);
    expect(hours({ date: '2024-02-28', time: '12:00:00', duration: 'P2D' })).toBe(48);
    expect(intervalOf({ date: '2024-12-31', time: '23:00:00', duration: 'PT1H' }).to).toBe(
      intervalOf({ date: '2025-01-01', time: '00:00:00', duration: 'PT1S' }).from,
    );
    expect(intervalOf({ date: '2024-02-28', time: '00:00:00', duration: 'P2D' }).to).toBe(
      intervalOf({ date: '2024-03-01', time: '00:00:00', duration: 'PT1S' }).from,
    );
  });

  it('overlaps every day that it has a second in, but not a day at whose start it ends', () => {
    const day = 86_400;
    expect(periodsOf({ from: 0, to: day })).toEqual([0]);
    expect(periodsOf({ from: 0, to: day + 1 })).toEqual([0, 1]);
    expect(periodsOf({ from: day - 1, to: 3 * day })).toEqual([0, 1, 2]);
    expect(periodsOf({ from: -1, to: 1 })).toEqual([-1, 0]);
    expect(countPeriods({ from: day - 1, to: 366 * day + 1 })).toBe(367);
  });
});
