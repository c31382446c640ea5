import {
  MongoBulkWriteError,
  MongoClient,
  ObjectId,
  type Collection as Driver,
  type CreateIndexesOptions,
  type Db,
  type Document as Bson,
  type Sort as DriverSort,
} from 'mongodb';
import { z } from 'zod';
import { runAbortable } from '../util/abortable.ts';
import { coalesce } from '../util/coalesce.ts';
import { lazy } from '../util/lazy.ts';
import { defaultChangesKept } from './change-log.ts';
import { createMongoChanges } from './mongo-changes.ts';
import { translateErrors } from './mongo-errors.ts';
import { createInserter, duplicateOf } from './mongo-insert.ts';
import { decode, encode } from './mongo-values.ts';
import {
  StoreUnavailableError,
  type ChangeFeed,
  type ChangesOptions,
  type Collection,
  type CountOptions,
  type Filter,
  type FindOptions,
  type Grouping,
  type Index,
  type InsertResult,
  type ReadOptions,
  type Sort,
  type Store,
  type Stored,
  type UpdateResult,
} from './port.ts';

export interface MongoSettings {
  readonly url: string;
  readonly database: string;
  /** Milliseconds that an operation may take. */
  readonly timeoutMs: number;
  /** The number of changes that are kept for listeners; 5000 by default. */
  readonly changesKept?: number;
  /** Milliseconds between two reads of a collection whose changes a standalone server cannot tell; 1000 by default. */
  readonly pollMs?: number;
}

/** The part of an operation's time that it waits for a server, unless the URL says `serverSelectionTimeoutMS`. */
const selectionShare = 0.8;
/**
 * Milliseconds that a read has after its signal is aborted. The driver can only end it by closing its connection, at
 * which the server interrupts the operation.
 */
const abortGraceMs = 100;

/** The number of documents that `ensureDurableReads` writes to; several, to reduce write conflicts. */
const certificates = 16;

/**
 * Opens a store on MongoDB. It connects on the first ping, which is repeated until it succeeds, or on the first use.
 *
 * Writes use the write concern `majority`; `journal=true` in the URL makes a standalone server journal each write as
 * well. Reads use the local data of the primary: for a moment after an election, a majority read may miss writes that
 * were acknowledged before it. A read is durable once a later write to the same server is acknowledged by a majority, in
 * the same term; `ensureDurableReads` makes such a write.
 */
export function openMongo({
  url,
  database,
  timeoutMs,
  changesKept = defaultChangesKept,
  pollMs = 1000,
}: MongoSettings): Promise<Store> {
  const client = new MongoClient(url, {
    ...unlessInUrl(url, {
      serverSelectionTimeoutMS: timeoutMs * selectionShare,
      // A connection whose server has stopped responding is given up.
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs,
    }),
    writeConcern: { w: 'majority' },
    retryWrites: true,
    ignoreUndefined: true,
    appName: database,
  });
  const db = client.db(database);
  let hasConnected = false;
  /** The driver gives up after a first connection that failed, until it is told to connect again. */
  async function ping(): Promise<void> {
    if (!hasConnected) await client.connect();
    hasConnected = true;
    await db.command({ ping: 1 });
  }
  const opened = new Map<string, Promise<Collection<Stored>>>();
  const certify = coalesce<'now', string | undefined>(async (requests) => {
    const term = await translateErrors(() => writeCertificate(db));
    return requests.map(() => term);
  }, Infinity);
  const ensureDurableReads = (): Promise<string | undefined> => certify('now');
  const changes = createMongoChanges(db, { timeoutMs, changesKept, pollMs, advance: ensureDurableReads });
  async function open(name: string, indexes: readonly Index[]): Promise<Collection<Stored>> {
    const driver = db.collection<Stored>(name);
    const descriptions = indexes.map(({ fields, unique, sparse = false }) => ({
      key: Object.fromEntries(fields.map((field) => [field, 1])),
      unique,
      sparse,
    }));
    if (descriptions.length > 0) await translateErrors(() => driver.createIndexes(descriptions, unlimited));
    return collectionOf(driver, { indexes, timeoutMs, openChanges: changes.of(driver) });
  }
  return Promise.resolve({
    description: `MongoDB, database ${database}`,
    collection: async <D extends Stored>(name: string, indexes: readonly Index[] = []) => {
      const opening = opened.get(name) ?? open(name, indexes);
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      return (await opening) as unknown as Collection<D>;
    },
    ensureDurableReads,
    ping: () => translateErrors(ping),
    close: lazy(async () => {
      await changes.close();
      await client.close();
    }),
  });
}

const certificateReply = z.object({
  electionId: z.instanceof(ObjectId).optional(),
  writeErrors: z.never().optional(),
  writeConcernError: z.never().optional(),
});

/**
 * Writes a certificate. Returns the term of the primary, which the driver does not tell: hence the command. A standalone
 * server has none.
 */
async function writeCertificate(db: Db): Promise<string | undefined> {
  const { journal } = db.writeConcern ?? {};
  const q = { _id: `certificate ${Math.floor(Math.random() * certificates)}` };
  const reply = await db.command({
    update: 'certificates',
    updates: [{ q, u: { $set: { at: new Date() } }, upsert: true }],
    writeConcern: { w: 'majority', ...(journal !== undefined && { j: journal }) },
  });
  const parsed = certificateReply.safeParse(reply);
  if (!parsed.success) throw new StoreUnavailableError('a certificate of durable reads was not acknowledged');
  return parsed.data.electionId?.toHexString();
}

/** The options of operations that build indexes, which may take longer than any other. */
const unlimited: CreateIndexesOptions & { readonly socketTimeoutMS: number } = { socketTimeoutMS: 0 };

/** Returns the options that the URL does not set itself. */
const unlessInUrl = <T extends Readonly<Record<string, number>>>(url: string, options: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(options).filter(([name]) => !new RegExp(`[?&]${name}=`, 'i').test(url)),
  ) as Partial<T>;

const sortOf = (sort: Sort): DriverSort => Object.fromEntries(sort);

interface CollectionSettings {
  readonly indexes: readonly Index[];
  readonly timeoutMs: number;
  readonly openChanges: (options: ChangesOptions) => Promise<ChangeFeed>;
}

function collectionOf(
  driver: Driver<Stored>,
  { indexes, timeoutMs, openChanges }: CollectionSettings,
): Collection<Stored> {
  const match = (filter: Filter) => encode(filter) as Parameters<typeof driver.find>[0];
  const limits = { maxTimeMS: timeoutMs };

  /** Runs a read until its signal is aborted. The server gives it up after the deadline. */
  const read = <T>(
    { signal }: ReadOptions,
    operation: (options: typeof limits & ReadOptions) => Promise<T>,
  ): Promise<T> =>
    runAbortable((ending) => translateErrors(() => operation({ ...limits, signal: ending })), {
      signal,
      graceMs: abortGraceMs,
    });

  async function change(filter: Filter, update: Bson, upsert: boolean): Promise<UpdateResult<Stored>> {
    try {
      const document = await translateErrors(() =>
        driver.findOneAndUpdate(match(filter) ?? {}, encode(update), { returnDocument: 'after', upsert }),
      );
      return document === null ? { kind: 'unmatched' } : { kind: 'updated', document: decode<Stored>(document) };
    } catch (error) {
      const duplicate = duplicateOf(error, indexes);
      if (duplicate !== undefined) return duplicate;
      throw error;
    }
  }

  const insertOne = createInserter(driver, indexes);

  async function insertAll(documents: readonly Stored[]): Promise<InsertResult> {
    try {
      await translateErrors(() => driver.insertMany(documents.map(encode), { ordered: true }));
      return { kind: 'inserted' };
    } catch (error) {
      const inserted = error instanceof MongoBulkWriteError ? error.result.insertedCount : 0;
      const insertedIds = documents.slice(0, inserted).map(({ _id }) => _id);
      if (inserted > 0) await translateErrors(() => driver.deleteMany({ _id: { $in: insertedIds } }));
      const duplicate = duplicateOf(error, indexes);
      if (duplicate !== undefined) return duplicate;
      throw error;
    }
  }

  const matchStage = ({ by, keys, filter }: Grouping) => ({
    $match: { $and: [{ [by]: { $in: keys } }, encode(filter)] },
  });

  return {
    insert: (documents) => {
      const [first, ...others] = documents;
      return first !== undefined && others.length === 0 ? insertOne(first) : insertAll(documents);
    },
    find: async (filter, { sort = [], skip = 0, limit, ...options }: FindOptions = {}) => {
      if (limit === 0) return [];
      const page = { sort: sortOf(sort), skip, ...(limit === undefined ? {} : { limit }) };
      const found = await read(options, (limiting) =>
        driver.find(match(filter) ?? {}, { ...page, ...limiting }).toArray(),
      );
      return found.map(decode<Stored>);
    },
    findOne: async (filter, options = {}) =>
      decode(await read(options, (limiting) => driver.findOne(match(filter) ?? {}, limiting))) ?? undefined,
    count: async (filter, { limit, ...options }: CountOptions = {}) => {
      const bounds = limit === undefined ? {} : { limit };
      return read(options, (limiting) => driver.countDocuments(match(filter), { ...bounds, ...limiting }));
    },
    findGroups: async (grouping, { sort, limit }) => {
      const group = { $group: { _id: `$${grouping.by}`, documents: { $firstN: { n: limit, input: '$$ROOT' } } } };
      const pipeline = [matchStage(grouping), { $sort: Object.fromEntries(sort) }, group];
      const groups = await read(grouping, (limiting) =>
        driver.aggregate<{ _id: string; documents: Stored[] }>(pipeline, limiting).toArray(),
      );
      return new Map(groups.map(({ _id, documents }) => [_id, decode(documents)]));
    },
    countGroups: async (grouping) => {
      const pipeline = [matchStage(grouping), { $group: { _id: `$${grouping.by}`, count: { $sum: 1 } } }];
      const groups = await read(grouping, (limiting) =>
        driver.aggregate<{ _id: string; count: number }>(pipeline, limiting).toArray(),
      );
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    },
    update: (filter, update) => change(filter, update, false),
    updateMany: async (filter, update) =>
      (await translateErrors(() => driver.updateMany(match(filter) ?? {}, encode(update) as Bson))).modifiedCount,
    upsert: (filter, update) => change(filter, update, true),
    remove: async (filter) =>
      decode(await translateErrors(() => driver.findOneAndDelete(match(filter) ?? {}))) ?? undefined,
    removeMany: async (filter) => (await translateErrors(() => driver.deleteMany(match(filter)))).deletedCount,
    changes: (options = {}) => openChanges(options),
  };
}
