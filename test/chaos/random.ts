/** A seeded pseudo-random number generator (mulberry32). */
export interface Random {
  /** Returns an integer from 0 to `below` - 1. */
  under(below: number): number;
  pick<T>(from: readonly T[]): T | undefined;
  chance(probability: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    under: (below) => Math.floor(next() * below),
    pick: (from) => from[Math.floor(next() * from.length)],
    chance: (probability) => next() < probability,
  };
}
