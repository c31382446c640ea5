import { readSettings } from '../../../kit/util/settings/setting.ts';
import { testTable } from '../../../scripts/configuration/tests.ts';

/** The options of a run of a fuzzer. */
export interface FuzzOptions {
  readonly seed: number;
  readonly runs: number;
}

/** Reads the options and prints the seed, which generates the same requests again. */
export function fuzzOptions(what: string, runs: 'fuzzRuns' | 'fuzzQueries'): FuzzOptions {
  const { fuzzSeed, [runs]: count } = readSettings(testTable, process.env);
  const seed = fuzzSeed ?? Math.floor(Math.random() * 0x7fffffff);
  console.log(`${what}: FUZZ_SEED=${seed} ${testTable[runs].variable}=${count}`);
  return { seed, runs: count };
}
