import fc from 'fast-check';
import type { FuzzOptions } from './options.ts';

/** Values to generate at once, which bounds the memory of a run. */
const batchSize = 200;

/** Generates `runs` values; the same seed gives the same values. */
export function* sampleValues<Value>(arbitrary: fc.Arbitrary<Value>, { seed, runs }: FuzzOptions): Iterable<Value> {
  for (let done = 0; done < runs; done += batchSize)
    yield* fc.sample(arbitrary, { seed: seed + done, numRuns: Math.min(batchSize, runs - done) });
}
