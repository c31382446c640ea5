import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

/** The size of a differential run. */
export interface DifferentialOptions {
  readonly seed: number;
  readonly supergraphs: number;
  readonly operations: number;
}

/** Reads the options. Prints the seed, with which a run can be repeated. */
export function differentialOptions(label: string): DifferentialOptions {
  const { differentialSeed, differentialSupergraphs, differentialRuns } = readSettings(testTable, process.env);
  const seed = differentialSeed ?? Math.floor(Math.random() * 0x7fffffff);
  const { differentialSupergraphs: supergraphs, differentialRuns: runs } = testTable;
  console.log(
    `${label}: DIFFERENTIAL_SEED=${seed} ${supergraphs.variable}=${differentialSupergraphs} ${runs.variable}=${differentialRuns}`,
  );
  return { seed, supergraphs: differentialSupergraphs, operations: differentialRuns };
}
