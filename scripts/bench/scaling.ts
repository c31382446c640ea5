import { openBenchStores, type BenchStore } from './bench-system.ts';
import { startContender, type Contender } from './contender.ts';
import { quantile } from './measure.ts';
import { registrationsOfProduct, type Registrations } from './registrations/registrations-of.ts';
import { connectClients } from './registrations/send.ts';

/**
 * `npm run bench:scaling`: registers the same members through 1, 2 and 4 instances of the system, each a process, on one
 * MongoDB, each with as many clients. Prints the CPU time of all instances for each registration: more instances should
 * not make more work.
 */
const instanceCounts = [1, 2, 4];
const clientsOfInstance = 64;
const cases = [
  { title: 'one event', events: 1 },
  { title: '100 events', events: 100 },
];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const cpuOf = async (instances: readonly Contender[]): Promise<number> =>
  sum(await Promise.all(instances.map(({ cpuMs }) => cpuMs())));

/** Sends the registrations, in turns to each instance. */
async function register(instances: readonly Contender[], { requests }: Registrations) {
  const connected = await Promise.all(
    instances.map(({ urls }) => connectClients(urls['events'] ?? '', clientsOfInstance)),
  );
  const before = await cpuOf(instances);
  const results = await Promise.all(
    connected.map(({ sendAll }, turn) => sendAll(requests.filter((_, index) => index % instances.length === turn))),
  );
  const cpuMs = ((await cpuOf(instances)) - before) / requests.length;
  await Promise.all(connected.map(({ close }) => close()));
  return {
    cpuMs,
    perSecond: requests.length / Math.max(...results.map(({ seconds }) => seconds)),
    p99: quantile(
      results.flatMap(({ latencies }) => latencies),
      0.99,
    ),
  };
}

async function measure(store: BenchStore): Promise<void> {
  const instances: Contender[] = [];
  const baselines = new Map<string, number>();
  const cells = (values: readonly string[]): string => values.map((value) => value.padStart(12)).join('');
  console.log(`${''.padEnd(26)}${cells(['req/s', 'p99 ms', 'CPU ms', 'x one'])}`);
  try {
    for (const count of instanceCounts) {
      while (instances.length < count)
        instances.push(await startContender('registrations-product', store.settingsFor('scaling')));
      // The members are those of the first instance. A new instance has run nothing yet.
      await register(instances, await registrationsOfProduct(instances[0]!, 1));
      for (const { title, events } of cases) {
        const { cpuMs, perSecond, p99 } = await register(
          instances,
          await registrationsOfProduct(instances[0]!, events),
        );
        const baseline = baselines.get(title) ?? cpuMs;
        baselines.set(title, baseline);
        const values = [perSecond.toFixed(0), p99.toFixed(0), cpuMs.toFixed(2), (cpuMs / baseline).toFixed(2)];
        console.log(`${title}, ${count} instances`.padEnd(26) + cells(values));
      }
    }
  } finally {
    for (const instance of instances) await instance.close();
  }
}

for (const store of await openBenchStores()) {
  if (store.name === 'MongoDB') await measure(store);
  await store.close();
}
