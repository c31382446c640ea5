import { randomInt } from 'node:crypto';

/** Tells callers who are turned away when to come again. */
export interface ReturnTimes {
  /** Returns the seconds after which a caller is to come again, of whom `servedPerSecond` can be served. */
  next(servedPerSecond: number): number;
}

export interface ReturnTimesSettings {
  /** The least seconds that a caller is told to stay away. */
  readonly first: number;
  /** The most. */
  readonly last: number;
  /** The callers who are told one second at least. */
  readonly least: number;
}

/** The share of what can be served that callers who return may take. */
const returningShare = 0.8;

/**
 * Spreads the returns of callers: each is told the first second to which fewer others were told to return than may
 * then, or at random the one after it. So the longer many are turned away, the later they return. If as many
 * return in each second as may, a random one is told.
 */
export function createReturnTimes({ first, last, least }: ReturnTimesSettings): ReturnTimes {
  /** Second of the monotonic clock → the number of callers who were told to return in it. */
  const expected = new Map<number, number>();
  return {
    next: (servedPerSecond) => {
      const perSecond = Math.max(least, returningShare * servedPerSecond);
      const now = Math.floor(performance.now() / 1000);
      for (const second of expected.keys()) if (second <= now) expected.delete(second);
      let seconds = first;
      while (seconds <= last && (expected.get(now + seconds) ?? 0) >= perSecond) seconds++;
      const told = seconds > last ? randomInt(first, last + 1) : Math.min(last, seconds + randomInt(2));
      expected.set(now + told, (expected.get(now + told) ?? 0) + 1);
      return told;
    },
  };
}
