import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';
import { sharedCompositions, withoutSavedGraph } from './gateway-files.ts';
import { recordSkipReason } from './skip-reasons.ts';
import { hasMongo, mongoMissingNotice, startMongo, type TestMongo } from './mongod.ts';

/** A store for one suite: the environment variables that select it, and its cleanup. */
export interface TestStore {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

let mongo: Promise<TestMongo> | undefined;
let users = 0;

async function openOnMongo(): Promise<TestStore> {
  users++;
  const { url } = await (mongo ??= startMongo());
  return {
    env: { ...withoutSavedGraph, MONGO_URL: url, HY_MONGO_DBNAME: `test-${randomUUID()}` },
    close: async () => {
      if (--users > 0) return;
      const running = await mongo;
      mongo = undefined;
      await running?.close();
    },
  };
}

async function openOnFiles(): Promise<TestStore> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-'));
  return {
    env: { ...sharedCompositions, DATA_DIR: directory },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A store that suites run on. */
interface TestStoreKind {
  readonly name: string;
  readonly open: () => Promise<TestStore>;
}

/** The embedded store: that of tests for which the store does not matter. */
export const embeddedStore: TestStoreKind = { name: 'the embedded store', open: openOnFiles };

const { stores } = readSettings(testTable, process.env);

/** The stores that suites run on: the embedded store, and MongoDB if it is available; or those of `TEST_STORES`. */
export const testStores: readonly TestStoreKind[] = [
  ...(stores === 'mongo' ? [] : [embeddedStore]),
  ...(stores !== 'embedded' && hasMongo() ? [{ name: 'MongoDB', open: openOnMongo }] : []),
];

/** Returns a function that opens the embedded store with additional environment variables. */
export const embeddedWith = (env: Readonly<Record<string, string>>) => async (): Promise<TestStore> => {
  const store = await openOnFiles();
  return { ...store, env: { ...store.env, ...env } };
};

if (!hasMongo()) recordSkipReason(mongoMissingNotice);
