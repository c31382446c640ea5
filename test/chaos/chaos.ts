import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient } from '../../kit/http/client.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { createSenders } from './senders/senders.ts';
import type { HistoryEntry } from './history.ts';
import { readOptions, type ChaosOptions } from './options.ts';
import { createRandom } from './random.ts';
import { readFinalState } from './final-state.ts';
import { checkInvariants } from './check-invariants.ts';
import { checkHistory } from './check-history.ts';
import { createSharedState, runWorker } from './worker.ts';

/** The maximum number of violations to print. */
const maxReported = 20;

const report = (line: string): void => console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);

/** Sends the operations, and injects faults at regular intervals between them. Returns the history. */
async function runOperations(
  cluster: Cluster,
  { seed, operations, workers, kills }: ChaosOptions,
): Promise<readonly HistoryEntry[]> {
  const client = createHttpClient({ timeoutMs: 20_000, connections: 256 });
  const entries: HistoryEntry[] = [];
  const state = createSharedState();
  const faultRandom = createRandom(seed);
  const faultInterval = kills === 0 ? Infinity : Math.floor(operations / (kills + 1));
  let number = 0;
  let faults = Promise.resolve();
  const next = (): number | undefined => {
    if (number === operations) return undefined;
    number++;
    if (number % faultInterval === 0 && number < operations)
      faults = faults.then(async () => report(`${await cluster.injectFault(faultRandom)} after ${number} operations`));
    return number;
  };
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const random = createRandom(seed + index + 1);
      const senders = createSenders({ client, cluster, random });
      return runWorker({ random, state, senders, next, record: (entry) => void entries.push(entry) });
    }),
  );
  await faults;
  await client.close();
  return entries;
}

function formatOutcomeCounts(entries: readonly HistoryEntry[]): string {
  const counts = new Map<string, number>();
  for (const { operation, outcome } of entries) {
    const key = `${operation.kind} ${outcome.kind === 'rejected' ? outcome.problem : outcome.kind}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, count]) => `  ${String(count).padStart(7)}  ${key}`)
    .join('\n');
}

/** Formats the reasons of unknown outcomes: the first 100 characters of each, with counts. */
function formatUnknownReasons(entries: readonly HistoryEntry[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of entries) {
    if (outcome.kind !== 'unknown') continue;
    const reason = (/"(?:detail|message)":"([^"]*)/.exec(outcome.reason)?.[1] ?? outcome.reason).slice(0, 100);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `  ${String(count).padStart(7)}  ${reason}`).join('\n');
}

async function run(options: ChaosOptions): Promise<number> {
  const { seed, operations, workers, kills, store } = options;
  const command = `npm run chaos -- --store ${store} --operations ${operations} --workers ${workers} --kills ${kills} --seed ${seed}`;
  report(command);
  const cluster = await startCluster(options);
  try {
    await cluster.waitUntilHealthy();
    report('the system is healthy');
    const start = performance.now();
    const entries = await runOperations(cluster, options);
    const seconds = (performance.now() - start) / 1000;
    await cluster.waitUntilHealthy();
    await delay(cluster.pendingWriteLeaseSeconds * 3000);
    const recoveries = await cluster.recoveries();
    const loggedErrors = cluster.loggedErrors();
    const finalState = await readFinalState(await cluster.stopServices());
    const violations = [
      ...checkInvariants(finalState),
      ...finalState.incomplete.map((each) => `incomplete: ${each}`),
      ...checkHistory(entries, finalState),
    ];
    report(`${entries.length} requests in ${seconds.toFixed(0)} s (${(entries.length / seconds).toFixed(0)} a second)`);
    console.log(formatOutcomeCounts(entries));
    if (entries.some(({ outcome }) => outcome.kind === 'unknown'))
      console.log(`reasons of unknown outcomes:\n${formatUnknownReasons(entries)}`);
    const { venues, events, accounts, registrations } = finalState;
    console.log(
      `final state: ${venues.size} venues, ${events.size} events, ${accounts.size} accounts, ${registrations.length} registrations`,
    );
    for (const error of loggedErrors) console.log(`LOGGED ${error}`);
    for (const violation of violations.slice(0, maxReported)) console.log(`VIOLATION ${violation}`);
    console.log(
      `${violations.length} violations; ${operations} operations, ${kills} kills, ${recoveries} recoveries, seed ${seed}, ${store}`,
    );
    if (violations.length > 0) console.log(`reproduce: ${command}`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    await cluster.close();
  }
}

try {
  process.exitCode = await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
