import { existsSync } from 'node:fs';
import path from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { mongoUrl } from '../../kit/service/settings/store.ts';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../configuration/tests.ts';

/** A MongoDB for benchmarks. */
export interface BenchMongo {
  readonly url: string;
  close(): Promise<void>;
}

/** Where `scripts/ci/install-mongod.sh` installs a `mongod`. */
const installedBinary = path.resolve('.cache/mongod/fiftyone/db/bin/mongod');

/**
 * Returns the server at `MONGO_URL`, or starts an empty `mongod` of its own with the settings of the tests. Returns
 * undefined if there is neither.
 */
export async function startBenchMongo(): Promise<BenchMongo | undefined> {
  const { mongoUrl: url } = readSettings({ mongoUrl }, process.env);
  if (url !== undefined) return { url, close: () => Promise.resolve() };
  const { mongodBinary: systemBinary = installedBinary, mongodVersion: version } = readSettings(testTable, process.env);
  if (!existsSync(systemBinary)) return undefined;
  const server = await MongoMemoryServer.create({
    binary: { systemBinary, version },
    instance: { storageEngine: 'wiredTiger' },
  });
  return { url: server.getUri(), close: async () => void (await server.stop()) };
}
