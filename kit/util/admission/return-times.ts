/** Tells callers who are turned away when to come again. */
export interface ReturnTimes {
  /** Returns the seconds after which a caller is to come again, of whom `perSecond` can be served. */
  next(perSecond: number): number;
}

/** The longest time that a caller is told to stay away, in seconds. */
const maxSeconds = 30;

/**
 * Spreads the returns of callers: each is told the first second to which fewer others were told to return than can be
 * served then, or at random the one after it. So the longer many are turned away, the later they return.
 */
export function createReturnTimes(): ReturnTimes {
  /** Second of the monotonic clock → the number of callers who were told to return in it. */
  const expected = new Map<number, number>();
  return {
    next: (perSecond) => {
      const now = Math.floor(performance.now() / 1000);
      for (const second of expected.keys()) if (second <= now) expected.delete(second);
      let seconds = 1;
      while (seconds < maxSeconds && (expected.get(now + seconds) ?? 0) >= perSecond) seconds++;
      const jittered = Math.min(maxSeconds, seconds + Math.round(Math.random()));
      expected.set(now + jittered, (expected.get(now + jittered) ?? 0) + 1);
      return jittered;
    },
  };
}
