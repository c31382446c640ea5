import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient } from '../../kit/http/client.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { facesOf } from './faces/faces.ts';
import type { Entry } from './history.ts';
import { readOptions, type Options } from './options.ts';
import { createRandom } from './random.ts';
import { readRemains } from './final-state.ts';
import { verifyData } from './verify-data.ts';
import { verifyHistory } from './verify-history.ts';
import { createWorld, work } from './worker.ts';

/** Most violations that are shown. */
const mostShown = 20;

const said = (line: string): void => console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);

/** Sends the deeds, and hurts the system at even distances between them. */
async function torment(cluster: Cluster, { seed, operations, workers, kills }: Options): Promise<readonly Entry[]> {
  const client = createHttpClient({ timeoutMs: 20_000, connections: 256 });
  const entries: Entry[] = [];
  const world = createWorld();
  const hurting = createRandom(seed);
  const every = kills === 0 ? Infinity : Math.floor(operations / (kills + 1));
  let number = 0;
  let hurt = Promise.resolve();
  const next = (): number | undefined => {
    if (number === operations) return undefined;
    number++;
    if (number % every === 0 && number < operations)
      hurt = hurt.then(async () => said(`${await cluster.hurt(hurting)} after ${number} operations`));
    return number;
  };
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const random = createRandom(seed + index + 1);
      const faces = facesOf({ client, cluster, random });
      return work({ random, world, faces, next, note: (entry) => void entries.push(entry) });
    }),
  );
  await hurt;
  await client.close();
  return entries;
}

function tally(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const { deed, outcome } of entries) {
    const word = `${deed.kind} ${outcome.kind === 'refused' ? outcome.problem : outcome.kind}`;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([word, count]) => `  ${String(count).padStart(7)}  ${word}`)
    .join('\n');
}

/** Why answers were unknown, by the words of the first hundred characters. */
function reasons(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of entries) {
    if (outcome.kind !== 'unknown') continue;
    const why = (/"(?:detail|message)":"([^"]*)/.exec(outcome.why)?.[1] ?? outcome.why).slice(0, 100);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => `  ${String(count).padStart(7)}  ${why}`).join('\n');
}

async function run(options: Options): Promise<number> {
  const { seed, operations, workers, kills, store } = options;
  const again = `npm run chaos -- --store ${store} --operations ${operations} --workers ${workers} --kills ${kills} --seed ${seed}`;
  said(again);
  const cluster = await startCluster(options);
  try {
    await cluster.healthy();
    said('the system is up');
    const began = performance.now();
    const entries = await torment(cluster, options);
    const seconds = (performance.now() - began) / 1000;
    await cluster.healthy();
    await delay(cluster.intentionSeconds * 3000);
    const recoveries = await cluster.recoveries();
    const logged = cluster.logged();
    const remains = await readRemains(await cluster.stopServices());
    const violations = [
      ...verifyData(remains),
      ...remains.halfDone.map((each) => `half-done: ${each}`),
      ...verifyHistory(entries, remains),
    ];
    said(`${entries.length} requests in ${seconds.toFixed(0)} s (${(entries.length / seconds).toFixed(0)} a second)`);
    console.log(tally(entries));
    if (entries.some(({ outcome }) => outcome.kind === 'unknown')) console.log(`unknown, since:\n${reasons(entries)}`);
    const { venues, events, accounts, registrations } = remains;
    console.log(
      `left: ${venues.size} venues, ${events.size} events, ${accounts.size} accounts, ${registrations.length} registrations`,
    );
    for (const error of logged) console.log(`LOGGED ${error}`);
    for (const violation of violations.slice(0, mostShown)) console.log(`VIOLATION ${violation}`);
    console.log(
      `${violations.length} violations; ${operations} operations, ${kills} kills, ${recoveries} recoveries, seed ${seed}, ${store}`,
    );
    if (violations.length > 0) console.log(`again: ${again}`);
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
