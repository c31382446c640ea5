import { createHttpClient } from '../../kit/http/client.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { createHalSender } from './senders/hal.ts';
import { createSenders } from './senders/senders.ts';
import type { HistoryEntry } from './history.ts';
import { createFaultInjector, planFaults, possibleFaults, type PossibleFaults } from './faults/faults.ts';
import { startIntruder, type Intruder } from './intruder/intruder.ts';
import { commandOf, readOptions, type ChaosOptions } from './options.ts';
import { planLateService } from './late-service.ts';
import { createRandom } from './random.ts';
import { readFinalState } from './final-state.ts';
import { checkInvariants } from './check-invariants.ts';
import { checkHistory } from './check-history.ts';
import { formatOutcomeCounts, formatUnknownReasons } from './summary.ts';
import { createSharedState, execute, runWorker } from './worker.ts';

/** The maximum number of violations to print. */
const maxReported = 20;

const report = (line: string): void => console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);

/** What a run does to a cluster. */
interface Run {
  readonly cluster: Cluster;
  readonly intruder: Intruder;
  readonly options: ChaosOptions;
  readonly possible: PossibleFaults;
}

/**
 * Sends the operations, and injects the planned faults meanwhile. After SIGINT it sends no more. Returns the history, and what faults
 * violated.
 */
async function runOperations({ cluster, intruder, options, possible }: Run) {
  const { seed, operations, workers } = options;
  const client = createHttpClient({ timeoutMs: 20_000, connections: 256 });
  const entries: HistoryEntry[] = [];
  const violations: string[] = [];
  const state = createSharedState();
  const violate = (violation: string): void => void violations.push(violation);
  const injector = createFaultInjector(planFaults(options, possible.kinds), { cluster, intruder, violate, report });
  const record = (entry: HistoryEntry): void => void entries.push(entry);
  const send = createHalSender({ client, cluster, random: createRandom(seed) });
  const lateService = planLateService({
    ...{ cluster, options, state, violate },
    execute: (operation, key) => execute({ operation, key }, { state, send, record }),
  });
  let [number, isInterrupted] = [0, false];
  process.once('SIGINT', () => (isInterrupted = true));
  const next = (): number | undefined => {
    if (number === operations || isInterrupted) return undefined;
    injector.sent(++number);
    lateService.sent(number);
    return number;
  };
  const start = performance.now();
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const random = createRandom(seed + index + 1);
      const senders = createSenders({ client, cluster, random });
      return runWorker({ random, state, senders, next, record });
    }),
  );
  await lateService.finished();
  const seconds = (performance.now() - start) / 1000;
  const counts = await injector.finished();
  await client.close();
  return { entries, violations, counts, seconds, sent: number };
}

type OperationsResult = Awaited<ReturnType<typeof runOperations>>;

/** Waits until the system has recovered, stops it, and checks everything that was recorded. Returns the violations. */
async function check({ cluster, intruder }: Run, { entries, violations }: OperationsResult) {
  await cluster.waitUntilHealthy();
  await cluster.waitUntilRecovered();
  const trustViolations = await intruder.finish();
  const recoveries = await cluster.recoveries();
  const loggedErrors = cluster.loggedErrors();
  const finalState = await readFinalState(await cluster.stopServices());
  const { venues, events, accounts, registrations, speakers } = finalState;
  console.log(
    `final state: ${venues.size} venues, ${events.size} events, ${accounts.size} accounts, ${registrations.length} registrations, ${speakers.size} speakers`,
  );
  for (const exit of cluster.exits()) console.log(`ENDED ${exit}`);
  for (const error of loggedErrors) console.log(`LOGGED ${error}`);
  const all = [
    ...violations,
    ...trustViolations,
    ...checkInvariants(finalState),
    ...[...finalState.incomplete, ...finalState.voidBookings].map((each) => `incomplete: ${each}`),
    ...checkHistory(entries, finalState),
  ];
  return { recoveries, violations: [...new Set(all)] };
}

/** Runs on a cluster that has started. Returns the number of violations. */
async function runOn(run: Run): Promise<number> {
  const { options, possible, intruder } = run;
  const { operations, seed, store } = options;
  const result = await runOperations(run);
  const { entries, seconds, counts, sent } = result;
  report(`${entries.length} requests in ${seconds.toFixed(0)} s (${(entries.length / seconds).toFixed(0)} a second)`);
  console.log(formatOutcomeCounts(entries));
  console.log(formatUnknownReasons(entries));
  const { violations, recoveries } = await check(run, result);
  for (const violation of violations.slice(0, maxReported)) console.log(`VIOLATION ${violation}`);
  const faultCount = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const faults = possible.kinds.map((kind) => `${kind} ${counts.get(kind) ?? 0}`).join(', ');
  console.log(`faults: ${faults || 'none'}; a hostile server was sent ${intruder.requestCount} requests`);
  for (const skipped of possible.skipped) console.log(`SKIPPED the fault ${skipped}`);
  console.log(
    `${violations.length} violations; ${sent === operations ? sent : `${sent} of ${operations}`} operations, ${faultCount} faults, ${recoveries} recoveries, seed ${seed}, ${store}`,
  );
  if (violations.length > 0) console.log(`reproduce: ${commandOf(options)}`);
  return violations.length;
}

async function run(options: ChaosOptions): Promise<number> {
  report(commandOf(options));
  const cluster = await startCluster(options);
  try {
    await cluster.waitUntilHealthy();
    report('the system is healthy');
    const possible = possibleFaults(options, cluster);
    const intruder = await startIntruder(cluster);
    try {
      return await runOn({ cluster, intruder, options, possible });
    } finally {
      await intruder.close();
    }
  } finally {
    await cluster.close();
  }
}

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
