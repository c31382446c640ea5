import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import type { HalBody } from '../../support/clients.ts';

/** A stored document of any shape. */
export interface StoredDocument {
  readonly _id: string;
  readonly [name: string]: any;
}

/** Stored documents by `service/collection`, such as `events-service/events_releases`. */
export type StoredData = ReadonlyMap<string, readonly StoredDocument[]>;

/** Responses of the version that wrote the fixture (`answers.json`). */
export interface RecordedResponses {
  /** When the fixture was written, in ISO 8601. */
  readonly writtenAt: string;
  /** Every visible document by collection, without links. */
  readonly documents: Readonly<Record<string, readonly HalBody[]>>;
  readonly query: string;
  /** The GraphQL gateway's data for `query`. */
  readonly data: HalBody;
  /** Removals: the path, the entity tag that was sent, and the status of the response. */
  readonly removed: readonly { readonly path: string; readonly etag: string; readonly status: number }[];
  /** Creations of venues with an Idempotency-Key, and their responses. */
  readonly keyed: readonly KeyedCreation[];
  /** Creations with an Idempotency-Key that were interrupted. */
  readonly unfinished: readonly Pick<KeyedCreation, 'key' | 'body'>[];
  /** A token of `phartman`. */
  readonly token: string;
  readonly gatewayRegistrations: readonly { readonly _id: string; readonly name: string; readonly _created: string }[];
}

interface KeyedCreation {
  readonly key: string;
  readonly body: object;
  readonly status: number;
  readonly content: HalBody;
}

type StoreEnvironment = Readonly<Record<string, string>>;

const fixture = path.resolve('test/e2e/upgrade/fixture');

/** Reads the responses that were recorded with the fixture. */
export const readRecordedResponses = async (): Promise<RecordedResponses> =>
  JSON.parse(await readFile(path.join(fixture, 'answers.json'), 'utf8'));

/** Reads the documents of the fixture without changes. */
export const readFixture = (): Promise<StoredData> => readFiles(path.join(fixture, 'data'));

/**
 * Copies the fixture into the empty store of an environment, as if it had been written just now: dates move by the
 * fixture's age, apart from the documents' own (`_created`, `_updated`). Every lease ends `leaseMs` from now.
 */
export async function restoreFixture(env: StoreEnvironment, { leaseMs }: { readonly leaseMs: number }): Promise<void> {
  const age = Date.now() - Date.parse((await readRecordedResponses()).writtenAt);
  const redate = (text: string): string =>
    text.replaceAll(/"(\w+)":\{"\$\$date":(\d+)\}/g, (same, name: string, milliseconds: string) => {
      if (name.startsWith('_')) return same;
      const moved = name === 'until' ? Date.now() + leaseMs : Number(milliseconds) + age;
      return `"${name}":{"$$date":${moved}}`;
    });
  for (const [name, text] of await readTexts(path.join(fixture, 'data')))
    await (env['MONGO_URL'] === undefined ? writeFileOf(env, name, redate(text)) : insert(env, name, redate(text)));
}

async function writeFileOf(env: StoreEnvironment, name: string, text: string): Promise<void> {
  const file = path.join(env['DATA_DIR'] ?? '', `${name}.db`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function withDatabase<T>(
  env: StoreEnvironment,
  work: (db: ReturnType<MongoClient['db']>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(env['MONGO_URL'] ?? '');
  try {
    return await work(client.db(env['HY_MONGO_DBNAME']));
  } finally {
    await client.close();
  }
}

const insert = (env: StoreEnvironment, name: string, text: string): Promise<void> =>
  withDatabase(env, async (db) => {
    const documents = parse(text);
    if (documents.length > 0) await db.collection<StoredDocument>(path.basename(name)).insertMany([...documents]);
  });

/** Reads the collections of an environment's store. On MongoDB, only those of the fixture. Stop the system first. */
export async function readStore(env: StoreEnvironment): Promise<StoredData> {
  if (env['MONGO_URL'] === undefined) return readFiles(env['DATA_DIR'] ?? '');
  const names = [...(await readFixture()).keys()];
  return withDatabase(env, async (db) => {
    const read = names.map(async (name) => {
      const documents = await db.collection<StoredDocument>(path.basename(name)).find().toArray();
      return [name, documents] as const;
    });
    return new Map(await Promise.all(read));
  });
}

const readFiles = async (directory: string): Promise<StoredData> =>
  new Map((await readTexts(directory)).map(([name, text]) => [name, parse(text)]));

async function readTexts(directory: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('.db')).sort();
  const read = files.map(
    async (file) => [file.replace(/\.db$/, ''), await readFile(path.join(directory, file), 'utf8')] as const,
  );
  return Promise.all(read);
}

/** Parses a file of the embedded store. The last line of each `_id` is the current one. */
function parse(text: string): readonly StoredDocument[] {
  const revive = (_key: string, value: any): unknown =>
    typeof value?.$$date === 'number' ? new Date(value.$$date) : value;
  const documents = new Map<string, StoredDocument>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const { $$deleted: isDeleted, ...document } = JSON.parse(line, revive);
    if (isDeleted === true) documents.delete(document._id);
    else if (document._id !== undefined) documents.set(document._id, document);
  }
  return [...documents.values()];
}
