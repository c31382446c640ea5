import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import nedb from '@seald-io/nedb';
import { MongoClient } from 'mongodb';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { events, venues } from './documents.ts';

/** The store operations of a baseline, implemented with the driver alone. */
export interface BareStore {
  venue(_id: string): Promise<Document | null>;
  /** Returns the first venues by `_id`. */
  venues(limit: number): Promise<readonly Document[]>;
  countVenues(): Promise<number>;
  event(_id: string): Promise<Document | null>;
  /** Returns the first events by `_id`. */
  events(limit: number): Promise<readonly Document[]>;
  eventsAtVenues(venues: readonly string[]): Promise<readonly Document[]>;
  /** Returns the events with these `_id`s, in any order. */
  eventsWithIds(ids: readonly string[]): Promise<readonly Document[]>;
  insertVenue(venue: Document): Promise<unknown>;
  close(): Promise<unknown>;
}

// The package's types declare the default import of an ES module as the namespace instead of the class.
const Datastore = nedb as unknown as typeof nedb.default;

async function openFiles(directory: string): Promise<BareStore> {
  await mkdir(directory, { recursive: true });
  const [venueStore, eventStore] = ['venues', 'events'].map(
    (name) => new Datastore<Document>({ filename: path.join(directory, `${name}.db`), autoload: true }),
  );
  if (venueStore === undefined || eventStore === undefined) throw new Error('both data stores must be open');
  await venueStore.ensureIndexAsync({ fieldName: 'name', unique: true });
  await eventStore.ensureIndexAsync({ fieldName: 'venue' });
  await venueStore.insertAsync([...venues]);
  await eventStore.insertAsync([...events]);
  return {
    venue: (_id) => venueStore.findOneAsync({ _id }),
    venues: (limit) => venueStore.findAsync({}).sort({ _id: 1 }).limit(limit),
    countVenues: () => venueStore.countAsync({}),
    event: (_id) => eventStore.findOneAsync({ _id }),
    events: (limit) => eventStore.findAsync({}).sort({ _id: 1 }).limit(limit),
    eventsAtVenues: (keys) => eventStore.findAsync({ venue: { $in: [...keys] } }).sort({ _id: 1 }),
    eventsWithIds: (ids) => eventStore.findAsync({ _id: { $in: [...ids] } }),
    insertVenue: (venue) => venueStore.insertAsync(venue),
    close: () => Promise.resolve(),
  };
}

async function openDatabase(url: string, database: string): Promise<BareStore> {
  const client = new MongoClient(url, { writeConcern: { w: 'majority' } });
  const venueCollection = client.db(database).collection<Document>('venues');
  const eventCollection = client.db(database).collection<Document>('events');
  await venueCollection.createIndex({ name: 1 }, { unique: true });
  await eventCollection.createIndex({ venue: 1, _id: 1 });
  await venueCollection.insertMany([...venues]);
  await eventCollection.insertMany([...events]);
  return {
    venue: (_id) => venueCollection.findOne({ _id }),
    venues: (limit) => venueCollection.find({}).sort({ _id: 1 }).limit(limit).toArray(),
    countVenues: () => venueCollection.countDocuments({}),
    event: (_id) => eventCollection.findOne({ _id }),
    events: (limit) => eventCollection.find({}).sort({ _id: 1 }).limit(limit).toArray(),
    eventsWithIds: (ids) => eventCollection.find({ _id: { $in: [...ids] } }).toArray(),
    eventsAtVenues: (keys) =>
      eventCollection
        .find({ venue: { $in: [...keys] } })
        .sort({ _id: 1 })
        .toArray(),
    insertVenue: (venue) => venueCollection.insertOne(venue),
    close: () => client.close(),
  };
}

/** Opens a store with its driver alone, and inserts the documents of the comparison. */
export const openBareStore = (store: StoreSettings): Promise<BareStore> =>
  store.kind === 'mongo' ? openDatabase(store.url, store.database) : openFiles(store.directory ?? '');
