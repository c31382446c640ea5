import fc from 'fast-check';
import type { CreateGateway, GraphqlRequest } from './gateway.ts';
import type { OperationFeatures } from './generate/features.ts';
import { operations } from './generate/operation.ts';
import { worlds } from './generate/world.ts';
import { openWorld, signatureOf, type OpenWorld, type Outcome } from './harness.ts';
import { checkOnce, minimize, type DifferentialCase } from './minimize/minimize.ts';
import type { World } from './model/world.ts';
import { formatCase } from './report.ts';

/** What to run. */
export interface RunOptions {
  readonly createGateway: CreateGateway;
  readonly features: OperationFeatures;
  readonly seed: number;
  /** The number of supergraphs, and of operations over all of them. */
  readonly supergraphs: number;
  readonly operations: number;
  /** The maximum number of failing cases to make smaller, a few of each signature; the others are counted. */
  readonly maxReports: number;
  /** Changes worlds before they are composed, for example to leave out what a gateway is known not to do. */
  readonly adapt?: (world: World) => World;
}

/** What a run found. */
export interface RunReport {
  readonly uncomposable: number;
  readonly invalid: number;
  readonly checked: number;
  /** Operations with at least one error. */
  readonly withErrors: number;
  /** Signature → the number of operations that failed with it. */
  readonly mismatches: Readonly<Record<string, number>>;
  /** Minimal cases, as text. */
  readonly reports: readonly string[];
}

/** The maximum number of reports of one signature. */
const maxReportsEach = 2;

/** The attempts to find a world that composes. */
const maxAttempts = 20;

/** Generates the worlds of one seed. */
export const worldsOf = (seed: number): readonly World[] => fc.sample(worlds, { seed, numRuns: maxAttempts });

type Counts = { -readonly [Name in keyof RunReport]: RunReport[Name] } & {
  mismatches: Record<string, number>;
  reports: string[];
};

/**
 * Compares a gateway with the oracle on generated operations over generated supergraphs. The seed of the n-th supergraph
 * is `seed + n`, so that `supergraphs: 1` with that seed repeats what was found there.
 */
export async function runDifferential(options: RunOptions): Promise<RunReport> {
  const counts: Counts = { uncomposable: 0, invalid: 0, checked: 0, withErrors: 0, mismatches: {}, reports: [] };
  const share = Math.ceil(options.operations / options.supergraphs);
  for (let number = 0; number < options.supergraphs; number++) {
    const seed = options.seed + number;
    for (const generated of worldsOf(seed)) {
      const world = options.adapt?.(generated) ?? generated;
      const opened = await openWorld(world, options.createGateway);
      if ('problems' in opened) {
        counts.uncomposable += 1;
        continue;
      }
      await checkOperations({ world, opened, seed, share }, options, counts);
      await opened.close();
      break;
    }
  }
  return counts;
}

interface WorldRun {
  readonly world: World;
  readonly opened: OpenWorld;
  readonly seed: number;
  readonly share: number;
}

async function checkOperations(
  { world, opened, seed, share }: WorldRun,
  options: RunOptions,
  counts: Counts,
): Promise<void> {
  const generated = fc.sample(operations(opened.apiSchema, options.features), { seed, numRuns: share });
  for (const request of generated.flat()) {
    if (opened.oracle.validate(request.query).length > 0) {
      counts.invalid += 1;
      continue;
    }
    const outcome = await checkWithContext(opened, request, seed);
    counts.checked += 1;
    if (outcome.expected.errors.possible.length > 0) counts.withErrors += 1;
    const signature = signatureOf(outcome);
    if (signature === undefined) continue;
    const known = (counts.mismatches[signature] = (counts.mismatches[signature] ?? 0) + 1);
    if (counts.reports.length < options.maxReports && known <= maxReportsEach)
      counts.reports.push(`seed ${seed}\n${await report({ world, request }, signature, options)}`);
  }
}

async function checkWithContext(opened: OpenWorld, request: GraphqlRequest, seed: number): Promise<Outcome> {
  try {
    return await opened.check(request);
  } catch (error) {
    throw new Error(`seed ${seed}: ${JSON.stringify(request)}`, { cause: error });
  }
}

async function report(failing: DifferentialCase, signature: string, { createGateway }: RunOptions): Promise<string> {
  const smallest = await minimize(failing, { createGateway, signature, timeoutMs: 30_000 });
  const outcome = await checkOnce(smallest, createGateway);
  return outcome === undefined ? JSON.stringify(failing) : formatCase(smallest, outcome);
}
