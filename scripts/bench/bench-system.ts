import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Caller } from '../../kit/access/caller.ts';
import { openTokenIssuer } from '../../kit/access/token-issuer.ts';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { openMongo } from '../../kit/store/mongo.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { indexesOf } from '../../kit/resource/indexes.ts';
import type { Collection, Store } from '../../kit/store/port.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { AsyncDisposableStack, use } from '../../kit/util/disposable-stack.ts';
import { product } from '../../product/product.ts';
import { loadServicePart, serviceWords } from '../parts.ts';
import { startDomainSystem, withDomain, type DomainSystem, type DomainWord, type WithDomain } from '../domain.ts';
import { freePorts } from '../system.ts';
import { startBenchMongo } from './bench-mongod.ts';

/** A store to run a benchmark on: the embedded store, or MongoDB at `MONGO_URL`. */
export interface BenchStore {
  readonly name: string;
  /** Returns the settings of a nested store, which is empty if the name is new. */
  settingsFor(name: string): StoreSettings;
  /** Opens a nested store, which is empty if the name is new. */
  open(name: string): Promise<Store>;
  close(): Promise<void>;
}

const open = (settings: StoreSettings): Promise<Store> =>
  settings.kind === 'mongo' ? openMongo(settings) : openEmbedded(settings);

/** Returns the settings of a store nested in another: a database with a suffix, or a subdirectory. */
const nestedSettings = (settings: StoreSettings, name: string): StoreSettings =>
  settings.kind === 'mongo'
    ? { ...settings, database: `${settings.database}-${name}` }
    : { ...settings, directory: path.join(settings.directory ?? '', name) };

/** Returns a function that opens stores nested in another. */
export const openNestedStore =
  (settings: StoreSettings): BenchStore['open'] =>
  (name) =>
    open(nestedSettings(settings, name));

const benchStore = (name: string, settings: StoreSettings, close: BenchStore['close']): BenchStore => ({
  name,
  settingsFor: (nested) => nestedSettings(settings, nested),
  open: openNestedStore(settings),
  close,
});

/** Milliseconds that an operation of a store may take. */
const timeoutMs = 5000;

/** Opens MongoDB at `MONGO_URL`, or in a mongod of its own if one is installed. */
async function openMongoStore(): Promise<BenchStore | undefined> {
  const mongo = await startBenchMongo();
  if (mongo === undefined) return undefined;
  const settings: StoreSettings = { kind: 'mongo', url: mongo.url, database: `bench-${Date.now()}`, timeoutMs };
  return benchStore('MongoDB', settings, mongo.close);
}

/** Opens the stores to run benchmarks on: the embedded one, and MongoDB if there is one. */
export async function openBenchStores(): Promise<readonly BenchStore[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-bench-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  const embedded = benchStore('the embedded store', { kind: 'embedded', directory, timeoutMs }, removeDirectory);
  const mongo = await openMongoStore();
  if (mongo !== undefined) return [embedded, mongo];
  console.log('skipping MongoDB: set MONGO_URL, or run scripts/ci/install-mongod.sh\n');
  return [embedded];
}

/** A running system, with the stores of its services. */
export interface BenchSystem extends DomainSystem {
  readonly stores: WithDomain<Store>;
}

/** Opens the documents of a service and creates its indexes, as the service does at its start. */
export const openDocuments = async (stores: BenchSystem['stores'], word: DomainWord): Promise<Collection<Document>> => {
  const { definition } = await loadServicePart(word);
  return stores[word].collection<Document>(definition.plural, indexesOf(definition));
};

/** Returns a function that issues `Authorization` headers, whose tokens outlast the benchmark. */
export async function openAuthorizations(accounts: Store): Promise<(caller: Caller) => Promise<string>> {
  const issuer = await openTokenIssuer(accounts, { product, tokenSeconds: 86_400, rotationSeconds: 86_400 });
  return async (caller) => `Bearer ${(await issuer.issue(caller, undefined)).accessToken}`;
}

/** Starts the whole system in this process, on stores that the benchmark fills first. */
export async function startBenchSystem(
  benchStore: Pick<BenchStore, 'open'>,
  fill: (stores: BenchSystem['stores']) => Promise<void>,
): Promise<BenchSystem> {
  const stack = new AsyncDisposableStack();
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-bench-gateway-'));
  const opened = await Promise.all(serviceWords.map(async (word) => [word, await benchStore.open(word)] as const));
  const stores = withDomain(Object.fromEntries(opened));
  await fill(stores);
  const env = {
    ...freePorts,
    DATA_DIR: directory,
    AUTH_TOKEN_SECONDS: '86400',
    LOG_LEVEL: 'error',
  };
  const system = use(
    stack,
    await startDomainSystem(env, Object.fromEntries(opened.map(([word, store]) => [word, { store }]))),
  );
  const close = async (): Promise<void> => {
    await stack.disposeAsync();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...system, stores, close };
}
