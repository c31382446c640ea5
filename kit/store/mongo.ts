import {
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type Collection as Driver,
  type Document as Bson,
  type Sort as DriverSort,
} from 'mongodb';
import { coalesce } from '../util/coalesce.ts';
import {
  StoreUnavailableError,
  type Collection,
  type Duplicate,
  type Filter,
  type FindOptions,
  type Grouping,
  type Index,
  type InsertResult,
  type Sort,
  type Store,
  type Stored,
  type UpdateResult,
} from './port.ts';

export interface MongoSettings {
  readonly url: string;
  readonly database: string;
  /** Milliseconds to look for a server before an operation is given up; 5000 if not given. */
  readonly selectionTimeoutMs?: number;
}

const duplicateKey = 11_000;
/**
 * What a server answers that stops being the primary, or stops: HostUnreachable, ShutdownInProgress, PrimarySteppedDown,
 * NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk,
 * NotPrimaryOrSecondary, WriteConcernFailed, ReadConcernMajorityNotAvailableYet.
 */
const changingPrimary = new Set<unknown>([6, 91, 189, 10_107, 11_600, 11_602, 13_435, 13_436, 64, 134]);

/** Documents that certifying writes to: several, so that writers seldom meet. */
const certificates = 16;

/**
 * Opens a store on MongoDB. Writes are acknowledged by a majority; `journal=true` in the URL asks a standalone server to
 * journal each as well. Reads see what the primary has, since a majority's view may for a moment after an election lack
 * what was acknowledged before it. What was read is sure to stay once a later write to the same server is acknowledged
 * by a majority: that is how it is certified. It connects when it is first used.
 */
export function openMongo({ url, database, selectionTimeoutMs = 5000 }: MongoSettings): Promise<Store> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: selectionTimeoutMs,
    writeConcern: { w: 'majority' },
    retryWrites: true,
    ignoreUndefined: true,
    appName: database,
  });
  const db = client.db(database);
  const opened = new Map<string, Promise<Collection<Stored>>>();
  async function open(name: string, indexes: readonly Index[]): Promise<Collection<Stored>> {
    const driver = db.collection<Stored>(name);
    const named = indexes.map(({ fields, unique, sparse = false }) => ({
      key: Object.fromEntries(fields.map((field) => [field, 1])),
      unique,
      sparse,
    }));
    if (named.length > 0) await reaching(() => driver.createIndexes(named));
    return collectionOf(driver, indexes);
  }
  const ensureDurableReads = coalesce<'now', void>(async (askers) => {
    const _id = `certificate ${Math.floor(Math.random() * certificates)}`;
    const write = { $set: { at: new Date() } };
    await reaching(() => db.collection<Stored>('certificates').updateOne({ _id }, write, { upsert: true }));
    return askers.map(() => undefined);
  }, Infinity);
  let closing: Promise<void> | undefined;
  return Promise.resolve({
    description: `MongoDB, database ${database}`,
    collection: async <D extends Stored>(name: string, indexes: readonly Index[] = []) => {
      const known = opened.get(name) ?? open(name, indexes);
      opened.set(name, known);
      known.catch(() => opened.delete(name));
      return (await known) as unknown as Collection<D>;
    },
    ensureDurableReads: () => ensureDurableReads('now'),
    ping: async () => void (await reaching(() => db.command({ ping: 1 }))),
    close: () => (closing ??= client.close()),
  });
}

function isAway(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  const { code } = error;
  // A bulk write that no server answered is an error without a code.
  if (error instanceof MongoBulkWriteError && code === undefined) return true;
  return changingPrimary.has(code) || error.hasErrorLabel('RetryableWriteError');
}

/** Runs an operation; what says that no server could be reached becomes `StoreUnavailable`. */
async function reaching<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof MongoError && isAway(error)) throw new StoreUnavailableError(error.message, { cause: error });
    throw error;
  }
}

const nameOf = ({ fields }: Index): string => fields.map((field) => `${field}_1`).join('_');

/** The index that refused, if it was that. The server names it in its message. */
function duplicateOf(error: unknown, indexes: readonly Index[]): Duplicate | undefined {
  if (!(error instanceof MongoServerError) || error.code !== duplicateKey) return undefined;
  const name = /index: (\S+)/.exec(error.message)?.[1];
  return { kind: 'duplicate', fields: indexes.find((index) => nameOf(index) === name)?.fields ?? ['_id'] };
}

const sortOf = (sort: Sort): DriverSort => Object.fromEntries(sort);

function collectionOf(driver: Driver<Stored>, indexes: readonly Index[]): Collection<Stored> {
  const match = (filter: Filter) => filter as Parameters<typeof driver.find>[0];

  async function change(filter: Filter, update: Bson, upsert: boolean): Promise<UpdateResult<Stored>> {
    try {
      const document = await reaching(() =>
        driver.findOneAndUpdate(match(filter) ?? {}, update, { returnDocument: 'after', upsert }),
      );
      return document === null ? { kind: 'unmatched' } : { kind: 'updated', document };
    } catch (error) {
      const duplicate = duplicateOf(error, indexes);
      if (duplicate !== undefined) return duplicate;
      throw error;
    }
  }

  async function insert(documents: readonly Stored[]): Promise<InsertResult> {
    const [alone] = documents;
    try {
      await reaching<unknown>(() =>
        alone !== undefined && documents.length === 1
          ? driver.insertOne(alone)
          : driver.insertMany([...documents], { ordered: true }),
      );
      return { kind: 'inserted' };
    } catch (error) {
      const done = error instanceof MongoBulkWriteError ? error.result.insertedCount : 0;
      if (done > 0)
        await reaching(() => driver.deleteMany({ _id: { $in: documents.slice(0, done).map(({ _id }) => _id) } }));
      const duplicate = duplicateOf(error, indexes);
      if (duplicate !== undefined) return duplicate;
      throw error;
    }
  }

  const grouped = ({ by, keys, filter }: Grouping) => ({ $match: { $and: [{ [by]: { $in: keys } }, filter] } });

  return {
    insert,
    find: (filter, { sort = [], skip = 0, limit }: FindOptions = {}) =>
      limit === 0
        ? Promise.resolve([])
        : reaching(() =>
            driver
              .find(match(filter) ?? {}, { sort: sortOf(sort), skip, ...(limit === undefined ? {} : { limit }) })
              .toArray(),
          ),
    findOne: async (filter) => (await reaching(() => driver.findOne(match(filter) ?? {}))) ?? undefined,
    count: (filter) => reaching(() => driver.countDocuments(match(filter))),
    findGroups: async (grouping, { sort, limit }) => {
      const group = { $group: { _id: `$${grouping.by}`, documents: { $firstN: { n: limit, input: '$$ROOT' } } } };
      const pipeline = [grouped(grouping), { $sort: Object.fromEntries(sort) }, group];
      const groups = await reaching(() => driver.aggregate<{ _id: string; documents: Stored[] }>(pipeline).toArray());
      return new Map(groups.map(({ _id, documents }) => [_id, documents]));
    },
    countGroups: async (grouping) => {
      const pipeline = [grouped(grouping), { $group: { _id: `$${grouping.by}`, count: { $sum: 1 } } }];
      const groups = await reaching(() => driver.aggregate<{ _id: string; count: number }>(pipeline).toArray());
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    },
    update: (filter, update) => change(filter, update, false),
    updateMany: async (filter, update) =>
      (await reaching(() => driver.updateMany(match(filter) ?? {}, update as Bson))).modifiedCount,
    upsert: (filter, update) => change(filter, update, true),
    remove: async (filter) => (await reaching(() => driver.findOneAndDelete(match(filter) ?? {}))) ?? undefined,
    removeMany: async (filter) => (await reaching(() => driver.deleteMany(match(filter)))).deletedCount,
  };
}
