import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { openMongo } from '../../kit/store/mongo.ts';
import { mongoUrl } from '../../kit/service/settings/store.ts';
import { readSettings } from '../../kit/util/settings/setting.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { indexesOf } from '../../kit/resource/indexes.ts';
import type { Collection, Store } from '../../kit/store/port.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { AsyncDisposableStack, use } from '../../kit/util/disposable-stack.ts';
import { serviceParts, serviceWords, type ServiceWord } from '../parts.ts';
import { startSystem, type System } from '../system.ts';

/** Where a benchmark runs: files, or the MongoDB at `MONGO_URL`. */
export interface BenchStore {
  readonly name: string;
  /** Where nothing of this name is yet. */
  settingsFor(name: string): StoreSettings;
  /** A store of its own, empty. */
  open(name: string): Promise<Store>;
  close(): Promise<void>;
}

const openAt = (place: StoreSettings): Promise<Store> =>
  place.kind === 'mongo' ? openMongo(place) : openEmbedded(place);

/** The place of this name within another. */
const within = (place: StoreSettings, name: string): StoreSettings =>
  place.kind === 'mongo'
    ? { ...place, database: `${place.database}-${name}` }
    : { ...place, directory: path.join(place.directory ?? '', name) };

/** Opens stores within a place. */
export const openNestedStore =
  (place: StoreSettings): BenchStore['open'] =>
  (name) =>
    openAt(within(place, name));

const groundAt = (name: string, place: StoreSettings, close: BenchStore['close']): BenchStore => ({
  name,
  settingsFor: (below) => within(place, below),
  open: openNestedStore(place),
  close,
});

/** The stores to measure on. */
export async function openBenchStores(): Promise<readonly BenchStore[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-bench-'));
  const removed = () => rm(directory, { recursive: true, force: true });
  const files = groundAt('the embedded store', { kind: 'embedded', directory }, removed);
  const { mongoUrl: url } = readSettings({ mongoUrl }, process.env);
  if (url === undefined) {
    console.log('MONGO_URL is not set: MongoDB is left out\n');
    return [files];
  }
  const place: StoreSettings = { kind: 'mongo', url, database: `bench-${Date.now()}` };
  return [files, groundAt('MongoDB', place, () => Promise.resolve())];
}

export interface BenchSystem extends System {
  readonly stores: Readonly<Record<ServiceWord, Store>>;
}

/** The documents of a service, with the indexes that it has: whoever opens them first makes these. */
export const openDocuments = (stores: BenchSystem['stores'], word: ServiceWord): Promise<Collection<Document>> => {
  const { definition } = serviceParts[word];
  return stores[word].collection<Document>(definition.plural, indexesOf(definition));
};

const ports = ['HAL_GATEWAY', 'GATEWAY', 'VENUES', 'REGISTRATIONS', 'EVENTS', 'ACCOUNTS'];

/** Starts the whole system in this process, on stores that a benchmark fills first. */
export async function startBenchSystem(
  ground: Pick<BenchStore, 'open'>,
  fill: (stores: BenchSystem['stores']) => Promise<void>,
): Promise<BenchSystem> {
  const stack = new AsyncDisposableStack();
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-bench-gateway-'));
  const opened = await Promise.all(serviceWords.map(async (word) => [word, await ground.open(word)] as const));
  const stores = Object.fromEntries(opened) as Record<ServiceWord, Store>;
  await fill(stores);
  const env = {
    ...Object.fromEntries(ports.map((name) => [`PORT_${name}`, '0'])),
    DATA_DIR: directory,
    AUTH_TOKEN_SECONDS: '86400',
    LOG_LEVEL: 'error',
  };
  const system = use(
    stack,
    await startSystem(env, Object.fromEntries(opened.map(([word, store]) => [word, { store }]))),
  );
  const close = async (): Promise<void> => {
    await stack.disposeAsync();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...system, stores, close };
}
