import { randomInt } from 'node:crypto';

/** Tells callers who are turned away when to come again. */
export interface ReturnTimes {
  /** Returns the seconds after which a caller is to come again, of whom `perSecond` can be served. */
  next(perSecond: number): number;
}

export interface ReturnTimesSettings {
  /** The least seconds that a caller is told to stay away. */
  readonly first: number;
  /** The most. */
  readonly last: number;
}

/**
 * Spreads the returns of callers: each is told the first second to which fewer others were told to return than can be
 * served then, or at random the one after it. So the longer many are turned away, the later they return. If as many
 * return in each second as can be served, a random one is told.
 */
export function createReturnTimes({ first, last }: ReturnTimesSettings): ReturnTimes {
  /** Second of the monotonic clock → the number of callers who were told to return in it. */
  const expected = new Map<number, number>();
  return {
    next: (perSecond) => {
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
