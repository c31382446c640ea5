import { execFileSync } from 'node:child_process';
import { openBenchStores, type BenchStore } from './bench-system.ts';
import { startContender, type Contender } from './contender.ts';
import { quantile } from './measure.ts';
import { memberCount } from './registrations/members.ts';
import { readOptions } from './registrations/options.ts';
import { registrationsOfBare, registrationsOfProduct, type Registrations } from './registrations/registrations-of.ts';
import { formatCase, type WindowResult } from './registrations/report.ts';
import { connectClients } from './registrations/send.ts';

/**
 * `npm run bench:registrations [-- --against DIRECTORY] [--rounds N] [--store TEXT] [--title TEXT]`: measures
 * registrations through `PUT …/register`, by members with new tokens, and compares them with a bare Express handler that
 * inserts a document into the same kind of store. Each contender is one process, and the clients are another. Windows of the
 * contenders alternate; medians count. `--against` adds another checkout of this project, which it builds.
 */
const options = readOptions(process.argv.slice(2));

interface Case {
  readonly title: string;
  readonly events: number;
  readonly clients: number;
}

const cases: readonly Case[] = [1, 100].flatMap((events) =>
  [64, 1000].map((clients) => ({
    title: `${events === 1 ? 'one event' : `${events} events`}, ${clients} clients`,
    events,
    clients,
  })),
);

interface Measured {
  readonly name: string;
  readonly contender: Contender;
  readonly prepare: (contender: Contender, events: number) => Promise<Registrations>;
}

async function startAll(store: BenchStore): Promise<readonly Measured[]> {
  const product = async (name: string, directory?: string): Promise<Measured> => ({
    name,
    contender: await startContender('registrations-product', store.settingsFor(name), directory),
    prepare: registrationsOfProduct,
  });
  const bare = await startContender('registrations-bare', store.settingsFor('bare'));
  return [
    { name: 'Express', contender: bare, prepare: registrationsOfBare },
    ...(options.against === undefined ? [] : [await product('against', options.against)]),
    await product('product'),
  ];
}

/** Registers every member once. */
async function measureWindow({ contender, prepare }: Measured, { events, clients }: Case): Promise<WindowResult> {
  const { origin, requests } = await prepare(contender, events);
  const connected = await connectClients(origin, clients);
  const cpuBefore = await contender.cpuMs();
  const { seconds, latencies, refused } = await connected.sendAll(requests);
  const cpuMs = (await contender.cpuMs()) - cpuBefore;
  await connected.close();
  const perSecond = requests.length / seconds;
  return { perSecond, p99: quantile(latencies, 0.99), cpuMs: cpuMs / requests.length, refused };
}

async function measureCase(contenders: readonly Measured[], benchCase: Case) {
  const results = new Map(contenders.map(({ name }) => [name, [] as WindowResult[]]));
  for (let round = 0; round < options.rounds; round++)
    for (const each of contenders) results.get(each.name)?.push(await measureWindow(each, benchCase));
  return results;
}

async function measureStore(store: BenchStore): Promise<void> {
  const contenders = await startAll(store);
  const baselines = contenders.map(({ name }) => name).filter((name) => name !== 'product');
  const selected = cases.filter(({ title }) => title.includes(options.title));
  try {
    for (const each of contenders) await measureWindow(each, selected[0] ?? { title: '', events: 1, clients: 64 });
    for (const benchCase of selected)
      console.log(formatCase(`${store.name}: ${benchCase.title}`, await measureCase(contenders, benchCase), baselines));
  } finally {
    for (const { contender } of contenders) await contender.close();
  }
}

if (options.against !== undefined) execFileSync('npm', ['run', '--silent', 'build'], { cwd: options.against });
console.log(`${memberCount} registrations in each window, ${options.rounds} windows of each contender\n`);
for (const store of await openBenchStores()) {
  if (store.name.includes(options.store)) await measureStore(store);
  await store.close();
}
