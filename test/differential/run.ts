import fc from 'fast-check';
import type { CreateGateway } from './gateway.ts';
import type { OperationFeatures } from './generate/features.ts';
import { operations } from './generate/operation.ts';
import { worlds } from './generate/world.ts';
import { openWorld, signatureOf, type OpenWorld, type Outcome } from './harness.ts';
import { checkOnce, minimize, type DifferentialCase } from './minimize/minimize.ts';
import type { World } from './model/world.ts';
import { formatCase } from './report.ts';
import { faultKinds, type ServiceFault } from './service-fault.ts';

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
  /** How many queries, in percent, are executed again while a service fails. */
  readonly faultPercent?: number;
  /** Changes worlds before they are composed, for example to leave out what a gateway is known not to do. */
  readonly adapt?: (world: World) => World;
}

/** What a run found. */
export interface RunReport {
  readonly uncomposable: number;
  readonly invalid: number;
  readonly checked: number;
  /** Operations that were executed while a service failed. */
  readonly degraded: number;
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
  const counts: Counts = {
    uncomposable: 0,
    invalid: 0,
    checked: 0,
    degraded: 0,
    withErrors: 0,
    mismatches: {},
    reports: [],
  };
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

async function checkOperations(run: WorldRun, options: RunOptions, counts: Counts): Promise<void> {
  const { world, opened, seed, share } = run;
  const generated = fc.sample(operations(opened.apiSchema, options.features), { seed, numRuns: share }).flat();
  const faults = fc.sample(faultsOf(world, options.faultPercent ?? 0), { seed, numRuns: generated.length });
  for (const [index, request] of generated.entries()) {
    if (opened.oracle.validate(request.query).length > 0) {
      counts.invalid += 1;
      continue;
    }
    counts.checked += 1;
    const { expected } = await checkOne({ request }, run, { options, counts });
    if (expected.errors.possible.length > 0) counts.withErrors += 1;
    const fault = faults[index];
    // What a mutation changes depends on the services that are there.
    if (fault === undefined || request.query.startsWith('mutation')) continue;
    counts.degraded += 1;
    await checkOne({ request, fault }, run, { options, counts });
  }
}

const faultsOf = ({ subgraphs }: World, percent: number): fc.Arbitrary<ServiceFault | undefined> =>
  fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    {
      weight: percent,
      arbitrary: fc.record({
        service: fc.constantFrom(...subgraphs.map(({ name }) => name)),
        kind: fc.constantFrom(...faultKinds),
      }),
    },
  );

async function checkOne(
  failing: Omit<DifferentialCase, 'world'>,
  { world, opened, seed }: WorldRun,
  { options, counts }: { readonly options: RunOptions; readonly counts: Counts },
): Promise<Outcome> {
  const outcome = await checkWithContext(opened, failing, seed);
  const signature = signatureOf(outcome);
  if (signature === undefined) return outcome;
  const known = (counts.mismatches[signature] = (counts.mismatches[signature] ?? 0) + 1);
  if (counts.reports.length < options.maxReports && known <= maxReportsEach)
    counts.reports.push(`seed ${seed}\n${await report({ world, ...failing }, signature, options)}`);
  return outcome;
}

async function checkWithContext(
  opened: OpenWorld,
  { request, fault }: Omit<DifferentialCase, 'world'>,
  seed: number,
): Promise<Outcome> {
  try {
    return await opened.check(request, fault);
  } catch (error) {
    throw new Error(`seed ${seed}: ${JSON.stringify(request)}`, { cause: error });
  }
}

async function report(failing: DifferentialCase, signature: string, { createGateway }: RunOptions): Promise<string> {
  const smallest = await minimize(failing, { createGateway, signature, timeoutMs: 30_000 });
  const outcome = await checkOnce(smallest, createGateway);
  return outcome === undefined ? JSON.stringify(failing) : formatCase(smallest, outcome);
}
