import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import nedb from '@seald-io/nedb';
import express from 'express';
import { MongoClient } from 'mongodb';
import { v7 as timeOrderedId } from 'uuid';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { runContender, type RunningContender } from './process.ts';

/** The baseline for registrations: an Express application that inserts one document, checked by a unique index. */
interface Registrations {
  insert(document: { readonly _id: string }): Promise<unknown>;
  close(): Promise<unknown>;
}

// The package's types declare the default import of an ES module as the namespace instead of the class.
const Datastore = nedb as unknown as typeof nedb.default;

async function openFile(directory: string): Promise<Registrations> {
  await mkdir(directory, { recursive: true });
  const store = new Datastore<{ _id: string }>({ filename: path.join(directory, 'registrations.db'), autoload: true });
  await store.ensureIndexAsync({ fieldName: ['event', 'account'], unique: true });
  return { insert: (document) => store.insertAsync(document), close: () => Promise.resolve() };
}

async function openDatabase({ url, database }: StoreSettings & { kind: 'mongo' }): Promise<Registrations> {
  const client = new MongoClient(url, { writeConcern: { w: 'majority' } });
  const collection = client.db(database).collection<{ _id: string }>('registrations');
  await collection.createIndex({ event: 1, account: 1 }, { unique: true });
  return { insert: (document) => collection.insertOne(document), close: () => client.close() };
}

const open = (store: StoreSettings): Promise<Registrations> =>
  store.kind === 'mongo' ? openDatabase(store) : openFile(store.directory ?? '');

async function start(store: StoreSettings): Promise<RunningContender> {
  const registrations = await open(store);
  const app = express();
  app.post('/registrations', express.json(), async (request, response) => {
    const { event, account } = request.body as Record<string, unknown>;
    if (typeof event !== 'string' || typeof account !== 'string') return void response.status(422).end();
    const now = new Date();
    const metadata = { _id: timeOrderedId(), _created: now, _updated: now, _etag: randomBytes(16).toString('hex') };
    const document = { event, account, ...metadata };
    await registrations.insert(document);
    response.status(201).location(`/registrations/${document._id}`).json(document);
  });
  const server = app.listen(0);
  await once(server, 'listening');
  return {
    urls: { registrations: `http://localhost:${(server.address() as AddressInfo).port}` },
    authorization: {},
    close: async () => {
      server.closeAllConnections();
      server.close();
      await registrations.close();
    },
  };
}

runContender(start);
