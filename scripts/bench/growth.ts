import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { createHttpClient } from '../../kit/http/client.ts';
import { startBenchMongo } from './bench-mongod.ts';
import { openAuthorizations, openNestedStore, startBenchSystem } from './bench-system.ts';
import { fillSystem, type FilledSystem } from './growth/fill.ts';
import { followNext, growthCases, type Subject } from './growth/requests.ts';
import { formatGrowth, type GrowthRow } from './growth/table.ts';

/**
 * `npm run bench:growth [-- --sizes 10000,100000 --store mongo --calls 40]`: measures how the time of a request grows
 * with the number of events. Each size is a system of its own, with its stores filled beforehand; calls alternate
 * between the sizes, one at a time. Services and client share one process.
 */
process.env['LOG_LEVEL'] = 'error';

const { values } = parseArgs({
  options: {
    /** Numbers of events; the first one is the baseline. */
    sizes: { type: 'string' },
    /** `mongo` or `embedded`; both by default. */
    store: { type: 'string' },
    calls: { type: 'string', default: '40' },
    /** Pages that are read by following `next`. */
    pages: { type: 'string', default: '1000' },
  },
});
const calls = Number(values.calls);
const warmUpCalls = 10;
const sizesOf = (defaults: string): readonly number[] => (values.sizes ?? defaults).split(',').map(Number);

async function startSubject(settings: StoreSettings, size: number): Promise<Subject> {
  const open = openNestedStore(settings);
  let filled: FilledSystem | undefined;
  const startedAt = performance.now();
  const system = await startBenchSystem({ open: (name) => open(`${name}-${size}`) }, async (stores) => {
    filled = await fillSystem(stores, size);
  });
  if (filled === undefined) throw new Error('the stores were not filled');
  console.log(`${size} events: filled and started in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  const authorizationOf = await openAuthorizations(system.stores.accounts);
  const { _id: id } = filled.member;
  const authorization = await authorizationOf({ signedIn: true, id, username: 'member', role: 'member' });
  return { ...filled, system, authorization, client: createHttpClient({ timeoutMs: 60_000 }) };
}

/** Measures each operation at each size, alternately. */
async function measureCases(subjects: readonly Subject[]): Promise<readonly GrowthRow[]> {
  const rows: GrowthRow[] = [];
  for (const { title, run } of growthCases) {
    const times = subjects.map(() => [] as number[]);
    for (let number = 0; number < warmUpCalls + calls; number++)
      for (const [index, subject] of subjects.entries()) {
        const startedAt = performance.now();
        await run(subject, number);
        if (number >= warmUpCalls) times[index]?.push(performance.now() - startedAt);
      }
    rows.push({ title, times });
  }
  return rows;
}

/** Measures the first and the last pages of those that are read by following `next`. */
async function measureNext(subjects: readonly Subject[], sort: string): Promise<readonly GrowthRow[]> {
  const all: (readonly number[])[] = [];
  for (const subject of subjects) all.push(await followNext(subject, Number(values.pages), sort));
  return [
    { title: `next by ${sort}, pages 11 to 50`, times: all.map((times) => times.slice(10, 50)) },
    { title: `next by ${sort}, the last 40 pages`, times: all.map((times) => times.slice(-40)) },
  ];
}

async function measure(heading: string, settings: StoreSettings, sizes: readonly number[]): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const size of sizes) subjects.push(await startSubject(settings, size));
    const rows = [
      ...(await measureCases(subjects)),
      ...(await measureNext(subjects, '_id')),
      ...(await measureNext(subjects, 'name')),
    ];
    console.log(formatGrowth(heading, sizes, rows));
  } finally {
    for (const { client, system } of subjects) {
      await client.close();
      await system.close();
    }
  }
}

/** Milliseconds that an operation of a store may take. */
const timeoutMs = 60_000;

async function measureEmbedded(): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-growth-'));
  await measure('the embedded store', { kind: 'embedded', directory, timeoutMs }, sizesOf('10000,100000'));
  await rm(directory, { recursive: true, force: true });
}

async function measureMongo(): Promise<void> {
  const mongo = await startBenchMongo();
  if (mongo === undefined)
    return console.log('No MongoDB: set MONGO_URL, or run scripts/ci/install-mongod.sh. Skipping it.\n');
  const settings = { kind: 'mongo', url: mongo.url, database: `growth-${Date.now()}`, timeoutMs } as const;
  await measure('MongoDB', settings, sizesOf('10000,100000,1000000'));
  await mongo.close();
}

if (values.store !== 'mongo') await measureEmbedded();
if (values.store !== 'embedded') await measureMongo();
