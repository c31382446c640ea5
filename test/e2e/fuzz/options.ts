import { readSettings } from '../../../kit/util/settings/setting.ts';
import { testTable } from '../../../scripts/configuration/tests.ts';

/** Options of a fuzzing run. */
export interface FuzzOptions {
  readonly seed: number;
  readonly runs: number;
}

/** Reads the options. Prints the seed, with which a run can be repeated. */
export function fuzzOptions(label: string, runs: 'fuzzRuns' | 'fuzzQueries'): FuzzOptions {
  const { fuzzSeed, [runs]: count } = readSettings(testTable, process.env);
  const seed = fuzzSeed ?? Math.floor(Math.random() * 0x7fffffff);
  console.log(`${label}: FUZZ_SEED=${seed} ${testTable[runs].variable}=${count}`);
  return { seed, runs: count };
}
