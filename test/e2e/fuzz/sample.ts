import fc from 'fast-check';
import type { FuzzOptions } from './options.ts';

/** Generated at once: the generator may forget a batch before the next one. */
const batch = 200;

/** As many values as there are to be, the same for the same seed. */
export function* sampled<Value>(arbitrary: fc.Arbitrary<Value>, { seed, runs }: FuzzOptions): Iterable<Value> {
  for (let done = 0; done < runs; done += batch)
    yield* fc.sample(arbitrary, { seed: seed + done, numRuns: Math.min(batch, runs - done) });
}
