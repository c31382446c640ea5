import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import nedb from '@seald-io/nedb';
import { MongoClient } from 'mongodb';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { events, venues } from './documents.ts';

/** What a handler by hand asks of a store, in the words of its driver. */
export interface BareStore {
  venue(_id: string): Promise<Document | null>;
  /** The first venues. */
  venues(limit: number): Promise<readonly Document[]>;
  countVenues(): Promise<number>;
  event(_id: string): Promise<Document | null>;
  /** The first events. */
  events(limit: number): Promise<readonly Document[]>;
  eventsAt(venues: readonly string[]): Promise<readonly Document[]>;
  /** The events with these `_id`s, in any order. */
  eventsAmong(ids: readonly string[]): Promise<readonly Document[]>;
  insertVenue(venue: Document): Promise<unknown>;
  close(): Promise<unknown>;
}

// The package's types give its namespace, not the class, to a default import from an ES module.
const Datastore = nedb as unknown as typeof nedb.default;

async function openFiles(directory: string): Promise<BareStore> {
  await mkdir(directory, { recursive: true });
  const [at, of] = ['venues', 'events'].map(
    (name) => new Datastore<Document>({ filename: path.join(directory, `${name}.db`), autoload: true }),
  );
  if (at === undefined || of === undefined) throw new Error('two were opened');
  await at.ensureIndexAsync({ fieldName: 'name', unique: true });
  await of.ensureIndexAsync({ fieldName: 'venue' });
  await at.insertAsync([...venues]);
  await of.insertAsync([...events]);
  return {
    venue: (_id) => at.findOneAsync({ _id }),
    venues: (limit) => at.findAsync({}).sort({ _id: 1 }).limit(limit),
    countVenues: () => at.countAsync({}),
    event: (_id) => of.findOneAsync({ _id }),
    events: (limit) => of.findAsync({}).sort({ _id: 1 }).limit(limit),
    eventsAt: (keys) => of.findAsync({ venue: { $in: [...keys] } }).sort({ _id: 1 }),
    eventsAmong: (ids) => of.findAsync({ _id: { $in: [...ids] } }),
    insertVenue: (venue) => at.insertAsync(venue),
    close: () => Promise.resolve(),
  };
}

async function openDatabase(url: string, database: string): Promise<BareStore> {
  const client = new MongoClient(url, { writeConcern: { w: 'majority' } });
  const at = client.db(database).collection<Document>('venues');
  const of = client.db(database).collection<Document>('events');
  await at.createIndex({ name: 1 }, { unique: true });
  await of.createIndex({ venue: 1, _id: 1 });
  await at.insertMany([...venues]);
  await of.insertMany([...events]);
  return {
    venue: (_id) => at.findOne({ _id }),
    venues: (limit) => at.find({}).sort({ _id: 1 }).limit(limit).toArray(),
    countVenues: () => at.countDocuments({}),
    event: (_id) => of.findOne({ _id }),
    events: (limit) => of.find({}).sort({ _id: 1 }).limit(limit).toArray(),
    eventsAmong: (ids) => of.find({ _id: { $in: [...ids] } }).toArray(),
    eventsAt: (keys) =>
      of
        .find({ venue: { $in: [...keys] } })
        .sort({ _id: 1 })
        .toArray(),
    insertVenue: (venue) => at.insertOne(venue),
    close: () => client.close(),
  };
}

/** Opens a store by its driver alone, with what both sides serve in it. */
export const openBareStore = (store: StoreSettings): Promise<BareStore> =>
  store.kind === 'mongo' ? openDatabase(store.url, store.database) : openFiles(store.directory ?? '');
