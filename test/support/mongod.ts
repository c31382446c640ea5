import { existsSync } from 'node:fs';
import path from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server-core';

/** A MongoDB for tests. */
export interface TestMongo {
  readonly url: string;
  close(): Promise<void>;
}

const installed = path.resolve('.cache/mongod/fiftyone/db/bin/mongod');
const installedVersion = '6.0.5';

/** Names the suites that a machine without MongoDB leaves out, and how to enable them. */
export const mongoMissingNotice =
  'the suites on MongoDB. To run them, run scripts/ci/install-mongod.sh, or set MONGO_TEST_URL or MONGOMS_SYSTEM_BINARY.';

const env = (name: string): string | undefined => process.env[name];

/** Whether there is a MongoDB to test on. With `TEST_MONGO=required` there has to be one. */
export function hasMongo(): boolean {
  const found =
    env('MONGO_TEST_URL') !== undefined || env('MONGOMS_SYSTEM_BINARY') !== undefined || existsSync(installed);
  if (!found && env('TEST_MONGO') === 'required')
    throw new Error(`TEST_MONGO=required, but there is no MongoDB for ${mongoMissingNotice}`);
  return found;
}

/** Starts a mongod of its own on a free port, or uses the one at `MONGO_TEST_URL`. */
export async function startMongo(): Promise<TestMongo> {
  const given = env('MONGO_TEST_URL');
  if (given !== undefined) return { url: given, close: () => Promise.resolve() };
  return startMongoAt(undefined);
}

/** The program itself, for a server that is run by hand. */
export const mongodBinary = (): string => env('MONGOMS_SYSTEM_BINARY') ?? installed;

/** Starts an empty mongod of its own on this port. */
export async function startMongoAt(port: number | undefined): Promise<TestMongo> {
  const systemBinary = mongodBinary();
  const version = env('MONGOMS_VERSION') ?? installedVersion;
  const server = await MongoMemoryServer.create({
    binary: { systemBinary, version },
    instance: { storageEngine: 'wiredTiger', ...(port === undefined ? {} : { port }) },
  });
  return { url: server.getUri(), close: async () => void (await server.stop()) };
}
