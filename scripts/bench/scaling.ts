import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { openBenchStores } from './bench-system.ts';
import { startContender, type Contender } from './contender.ts';
import { median, quantile } from './measure.ts';
import { registrationsOfBare, registrationsOfProduct, type Registrations } from './registrations/registrations-of.ts';
import { connectClients } from './registrations/send.ts';

/**
 * `npm run bench:scaling [-- --rate N]`: registers members through 1, 2 and 4 instances of the system, each a process, on
 * one MongoDB, each with as many clients. With `--rate`, so many registrations a second are sent to each instance, instead
 * of as many as it answers. Prints the CPU time of all instances, and the commands that MongoDB executes, for
 * each registration: more instances should not make more work. As many instances of a bare Express handler, which have
 * nothing to do with each other, tell how much more CPU time more processes take on this machine.
 */
const instanceCounts = [1, 2, 4];
const clientsOfInstance = 64;
const rounds = 3;
/** How long registrations are sent at a rate. */
const secondsAtRate = 15;
const eventCounts = [1, 100];

const { values } = parseArgs({ options: { rate: { type: 'string' } } });
const rate = z.coerce.number().positive().optional().parse(values.rate);

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

/** Instances of the same, on one store. */
interface Group {
  readonly name: string;
  readonly instances: readonly Contender[];
  readonly prepare: (contender: Contender, events: number) => Promise<Registrations>;
}

/** What a window measured: CPU time in milliseconds, and commands, for each registration. */
interface Window {
  readonly perSecond: number;
  readonly p99: number;
  readonly cpuMs: number;
  readonly commands: number;
}

/** Starts as many instances as there may be. */
async function startGroup(
  name: string,
  { module, settings, prepare }: { module: string; settings: StoreSettings; prepare: Group['prepare'] },
): Promise<Group> {
  const instances: Contender[] = [];
  while (instances.length < Math.max(...instanceCounts)) instances.push(await startContender(module, settings));
  return { name, instances, prepare };
}

interface Load {
  readonly events: number;
  readonly instances: readonly Contender[];
  /** Registrations that are sent to each instance in a second. */
  readonly perSecond?: number | undefined;
}

/** Registers members of the first instance, in turns through each of these instances. */
async function register(group: Group, { events, instances, perSecond }: Load, mongo: MongoClient): Promise<Window> {
  const { requests: all } = await group.prepare(group.instances[0]!, events);
  const requests = perSecond === undefined ? all : all.slice(0, perSecond * secondsAtRate * instances.length);
  const connected = await Promise.all(
    instances.map(({ urls }) => connectClients(urls['events'] ?? urls['registrations'] ?? '', clientsOfInstance)),
  );
  const [cpuBefore, commandsBefore] = [await cpuOf(instances), await commandsOf(mongo)];
  const results = await Promise.all(
    connected.map(({ sendAll }, turn) =>
      sendAll(
        requests.filter((_, index) => index % instances.length === turn),
        perSecond,
      ),
    ),
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

const cells = (values: readonly string[]): string => values.map((value) => value.padStart(10)).join('');

/** Formats the medians of windows, and of the ratios to those of one instance in the same round. */
function formatRow(title: string, windows: readonly Window[], ofOne: readonly Window[]): string {
  const medianOf = (value: keyof Window): number => median(windows.map((window) => window[value]));
  const ratioOf = (value: keyof Window): number =>
    median(windows.map((window, round) => window[value] / (ofOne[round]?.[value] ?? NaN)));
  const work = [medianOf('cpuMs'), ratioOf('cpuMs'), medianOf('commands'), ratioOf('commands')];
  const values = [medianOf('perSecond').toFixed(0), medianOf('p99').toFixed(0)];
  return title.padEnd(34) + cells([...values, ...work.map((value) => value.toFixed(2))]);
}

async function measure(groups: readonly Group[], mongo: MongoClient): Promise<void> {
  // Each instance has served as much as the others before it is measured.
  for (const group of groups)
    for (const instance of group.instances)
      for (const events of eventCounts) await register(group, { events, instances: [instance] }, mongo);
  console.log(`${''.padEnd(34)}${cells(['req/s', 'p99 ms', 'CPU ms', 'x one', 'commands', 'x one'])}`);
  for (const events of eventCounts) {
    const windows = groups.map(() => instanceCounts.map(() => [] as Window[]));
    for (let round = 0; round < rounds; round++)
      for (const [row, count] of instanceCounts.entries())
        for (const [table, group] of groups.entries()) {
          const load = { events, instances: group.instances.slice(0, count), perSecond: rate };
          windows[table]![row]!.push(await register(group, load, mongo));
        }
    for (const [table, { name }] of groups.entries())
      for (const [row, count] of instanceCounts.entries()) {
        const title = `${name}, ${events === 1 ? 'one event' : `${events} events`}, ${count} instances`;
        console.log(formatRow(title, windows[table]![row]!, windows[table]![0]!));
      }
  }
}

for (const store of await openBenchStores()) {
  const settings = store.settingsFor('scaling');
  if (settings.kind === 'mongo') {
    const mongo = new MongoClient(settings.url);
    const groups = [
      await startGroup('Express', {
        module: 'registrations-bare',
        settings: store.settingsFor('scaling-bare'),
        prepare: registrationsOfBare,
      }),
      await startGroup('product', { module: 'registrations-product', settings, prepare: registrationsOfProduct }),
    ];
    try {
      await measure(groups, mongo);
    } finally {
      for (const instance of groups.flatMap(({ instances }) => instances)) await instance.close();
      await mongo.close();
    }
  }
  await store.close();
}
