import { existsSync } from 'node:fs';
import path from 'node:path';
import { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

/** A MongoDB for tests. */
export interface TestMongo {
  readonly url: string;
  close(): Promise<void>;
}

/** A mongod that the test has started itself. */
export interface OwnMongo extends TestMongo {
  /** Stops the process, so that it responds to nothing, until `resume`. */
  pause(): void;
  resume(): void;
}

/** The most milliseconds until a mongod has started. */
const launchTimeout = 120_000;

const defaultBinary = path.resolve('.cache/mongod/fiftyone/db/bin/mongod');

/** Names the suites that are skipped without MongoDB, and how to enable them. */
export const mongoMissingNotice =
  'the suites on MongoDB. To run them, run scripts/ci/install-mongod.sh, or set MONGO_TEST_URL or MONGOMS_SYSTEM_BINARY.';

const settings = readSettings(testTable, process.env);

/** Whether MongoDB is available. @throws if it is not, and `TEST_MONGO=required`. */
export function hasMongo(): boolean {
  const isAvailable =
    settings.mongoUrl !== undefined || settings.mongodBinary !== undefined || existsSync(defaultBinary);
  if (!isAvailable && settings.mongo === 'required')
    throw new Error(`TEST_MONGO=required, but there is no MongoDB for ${mongoMissingNotice}`);
  return isAvailable;
}

/** Uses the server at `MONGO_TEST_URL`, or starts a mongod on a free port. */
export async function startMongo(): Promise<TestMongo> {
  const { mongoUrl: url } = settings;
  if (url !== undefined) return { url, close: () => Promise.resolve() };
  return startMongoAt(undefined);
}

/** Returns the path of the mongod executable. */
export const mongodBinary = (): string => settings.mongodBinary ?? defaultBinary;

/** Starts an empty mongod on this port. */
export async function startMongoAt(port: number | undefined): Promise<OwnMongo> {
  const systemBinary = mongodBinary();
  const { mongodVersion: version } = settings;
  const server = await MongoMemoryServer.create({
    binary: { systemBinary, version },
    instance: {
      storageEngine: 'wiredTiger',
      launchTimeout,
      ...(port === undefined ? {} : { port, portGeneration: false }),
    },
  });
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => void server.instanceInfo?.instance.mongodProcess?.kill(name);
  return {
    url: server.getUri(),
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    close: async () => {
      signal('SIGCONT');
      await server.stop();
    },
  };
}

/** Starts an empty replica set of one member. */
export async function startReplicaSet(): Promise<OwnMongo> {
  const set = await MongoMemoryReplSet.create({
    binary: { systemBinary: mongodBinary(), version: settings.mongodVersion },
    instanceOpts: [{ launchTimeout }],
    replSet: { count: 1, storageEngine: 'wiredTiger' },
  });
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => void set.servers[0]?.instanceInfo?.instance.mongodProcess?.kill(name);
  return {
    url: set.getUri(),
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    close: async () => {
      signal('SIGCONT');
      await set.stop();
    },
  };
}
