import fc from 'fast-check';

/** Draws from a seeded generator, for what is easier written down step by step than put together of arbitraries. */
export interface Draw {
  /** True so often in a hundred. */
  chance(percent: number): boolean;
  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  from<T>(arbitrary: fc.Arbitrary<T>): T;
}

const evenly = (bounds: { min: number; max: number }): fc.Arbitrary<number> => fc.noBias(fc.integer(bounds));

/** What a function makes of draws. */
export const drawn = <T>(make: (draw: Draw) => T): fc.Arbitrary<T> =>
  fc.gen().map((value) => {
    const between = (min: number, max: number): number => value(evenly, { min, max });
    return make({
      between,
      chance: (percent) => between(1, 100) <= percent,
      pick: <U>(items: readonly U[]): U => {
        const item = items[between(0, items.length - 1)];
        if (item === undefined) throw new Error('there is nothing to pick from');
        return item;
      },
      from: (arbitrary) => value(() => arbitrary),
    });
  });
