import fc from 'fast-check';

/** Seeded random source, for values that are easier to generate imperatively than to compose of arbitraries. */
export interface RandomSource {
  /** Returns true with a probability in percent. */
  chance(percent: number): boolean;
  /** Returns an integer from `min` to `max`, inclusive. */
  between(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  sample<T>(arbitrary: fc.Arbitrary<T>): T;
}

const uniformIntegers = new Map<string, () => fc.Arbitrary<number>>();

/** Returns the function that makes the arbitrary of integers between bounds, always the same: fast-check looks it up. */
function uniformInteger(min: number, max: number): () => fc.Arbitrary<number> {
  const key = `${min} ${max}`;
  const known = uniformIntegers.get(key);
  if (known !== undefined) return known;
  const create = (): fc.Arbitrary<number> => fc.noBias(fc.integer({ min, max }));
  uniformIntegers.set(key, create);
  return create;
}

/** Returns an arbitrary of what a function generates from a random source. */
export const arbitraryOf = <T>(generate: (random: RandomSource) => T): fc.Arbitrary<T> =>
  fc.gen().map((value) => {
    const between = (min: number, max: number): number => value(uniformInteger(min, max));
    return generate({
      between,
      chance: (percent) => between(1, 100) <= percent,
      pick: <U>(items: readonly U[]): U => {
        const item = items[between(0, items.length - 1)];
        if (item === undefined) throw new Error('cannot pick from an empty list');
        return item;
      },
      sample: (arbitrary) => value(() => arbitrary),
    });
  });
