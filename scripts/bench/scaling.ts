import { MongoClient } from 'mongodb';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { openBenchStores } from './bench-system.ts';
import { startContender, type Contender } from './contender.ts';
import { quantile } from './measure.ts';
import { registrationsOfProduct, type Registrations } from './registrations/registrations-of.ts';
import { connectClients } from './registrations/send.ts';

/**
 * `npm run bench:scaling`: registers the same members through 1, 2 and 4 instances of the system, each a process, on one
 * MongoDB, each with as many clients. Prints the CPU time of all instances, and the commands that MongoDB executes, for
 * each registration: more instances should not make more work.
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

const commandNames = ['aggregate', 'count', 'delete', 'find', 'findAndModify', 'insert', 'update'];

/** Returns how many commands that read or write documents a server has executed. */
async function commandsOf(client: MongoClient): Promise<number> {
  const { metrics } = await client.db('admin').command({ serverStatus: 1 });
  const executed = metrics as { readonly commands: Readonly<Record<string, { readonly total: number | bigint }>> };
  return sum(commandNames.map((name) => Number(executed.commands[name]?.total ?? 0)));
}

/** What is measured: instances of the system, and a client of the server that they share. */
interface Measured {
  readonly instances: readonly Contender[];
  readonly mongo: MongoClient;
}

/** Sends the registrations, in turns to each instance. */
async function register({ instances, mongo }: Measured, { requests }: Registrations) {
  const connected = await Promise.all(
    instances.map(({ urls }) => connectClients(urls['events'] ?? '', clientsOfInstance)),
  );
  const [cpuBefore, commandsBefore] = [await cpuOf(instances), await commandsOf(mongo)];
  const results = await Promise.all(
    connected.map(({ sendAll }, turn) => sendAll(requests.filter((_, index) => index % instances.length === turn))),
  );
  const cpuMs = ((await cpuOf(instances)) - cpuBefore) / requests.length;
  const commands = ((await commandsOf(mongo)) - commandsBefore) / requests.length;
  await Promise.all(connected.map(({ close }) => close()));
  return {
    cpuMs,
    commands,
    perSecond: requests.length / Math.max(...results.map(({ seconds }) => seconds)),
    p99: quantile(
      results.flatMap(({ latencies }) => latencies),
      0.99,
    ),
  };
}

async function measure(settings: StoreSettings & { readonly kind: 'mongo' }): Promise<void> {
  const instances: Contender[] = [];
  const mongo = new MongoClient(settings.url);
  const baselines = new Map<string, { readonly cpuMs: number; readonly commands: number }>();
  const cells = (values: readonly string[]): string => values.map((value) => value.padStart(10)).join('');
  console.log(`${''.padEnd(26)}${cells(['req/s', 'p99 ms', 'CPU ms', 'x one', 'commands', 'x one'])}`);
  try {
    for (const count of instanceCounts) {
      while (instances.length < count) instances.push(await startContender('registrations-product', settings));
      // The members are those of the first instance. A new instance has run nothing yet.
      await register({ instances, mongo }, await registrationsOfProduct(instances[0]!, 1));
      for (const { title, events } of cases) {
        const registrations = await registrationsOfProduct(instances[0]!, events);
        const { cpuMs, commands, perSecond, p99 } = await register({ instances, mongo }, registrations);
        const baseline = baselines.get(title) ?? { cpuMs, commands };
        baselines.set(title, baseline);
        const work = [cpuMs, cpuMs / baseline.cpuMs, commands, commands / baseline.commands];
        const values = [perSecond.toFixed(0), p99.toFixed(0), ...work.map((value) => value.toFixed(2))];
        console.log(`${title}, ${count} instances`.padEnd(26) + cells(values));
      }
    }
  } finally {
    for (const instance of instances) await instance.close();
    await mongo.close();
  }
}

for (const store of await openBenchStores()) {
  const settings = store.settingsFor('scaling');
  if (settings.kind === 'mongo') await measure(settings);
  await store.close();
}
