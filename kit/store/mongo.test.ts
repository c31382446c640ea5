import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { hasMongo, startMongo, startReplicaSet, type TestMongo } from '../../test/support/mongod.ts';
import { until } from '../../test/support/until.ts';
import { openMongo } from './mongo.ts';
import {
  StoreUnavailableError,
  type Collection,
  type Filter,
  type ReadOptions,
  type Store,
  type Stored,
} from './port.ts';

const database = 'aborted-reads';
/** Takes 50 ms for each document. No client can send such filters. */
const busy = 'for (const end = Date.now() + 50; Date.now() < end;); return true';
const slow = { $where: busy } as unknown as Filter;
const slowAndUnmatched = { $where: busy.replace('true', 'false') } as unknown as Filter;
const slowStage = {
  $expr: { $function: { body: `function () { ${busy} }`, args: [], lang: 'js' } },
} as unknown as Filter;
const grouping = {
  by: '_id',
  keys: Array.from({ length: 2000 }, (_, index) => String(index)),
  filter: slowStage,
};

const reads: Readonly<Record<string, (things: Collection, options: ReadOptions) => Promise<unknown>>> = {
  find: (things, options) => things.find(slow, options),
  findOne: (things, options) => things.findOne(slowAndUnmatched, options),
  count: (things, options) => things.count(slowStage, options),
  findGroups: (things, options) => things.findGroups({ ...grouping, ...options }, { sort: [['_id', 1]], limit: 1 }),
  countGroups: (things, options) => things.countGroups({ ...grouping, ...options }),
};

(hasMongo() ? describe : describe.skip)('reads in MongoDB', () => {
  let mongo: TestMongo;
  let store: Store;
  let things: Collection;
  let operator: MongoClient;
  beforeAll(async () => {
    mongo = await startMongo();
    store = await openMongo({ url: mongo.url, database, timeoutMs: 30_000 });
    things = await store.collection('things');
    await things.removeMany({});
    await things.insert(grouping.keys.map((_id) => ({ _id })));
    operator = await new MongoClient(mongo.url).connect();
  });
  afterAll(async () => {
    await operator.close();
    await store.close();
    await mongo.close();
  });

  const running = async (): Promise<number> => {
    const stages = [{ $currentOp: { allUsers: true } }, { $match: { ns: `${database}.things`, active: true } }];
    return (await operator.db('admin').aggregate(stages).toArray()).length;
  };

  it.each(Object.keys(reads))('stop at the server when nobody waits for them: %s', async (name) => {
    const client = new AbortController();
    const read = reads[name]!(things, { signal: client.signal });
    await until(async () => (await running()) === 1);
    const reason = new Error('the client has disconnected');
    client.abort(reason);
    await expect(read).rejects.toBe(reason);
    await until(async () => (await running()) === 0);
    expect(await things.count({})).toBe(grouping.keys.length);
  });
});

/** Starts a server that hands connections on to MongoDB, and breaks those that have sent this many bytes. */
async function startBreakingProxy(url: string, maxBytes: number) {
  const { port, hostname, search } = new URL(url);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let bytes = 0;
    client.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes) client.pause().resetAndDestroy();
      else upstream.write(chunk);
    });
    upstream.pipe(client);
    for (const socket of [client, upstream])
      socket.on('error', () => undefined).on('close', () => (client.destroy(), upstream.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const own = `mongodb://localhost:${(server.address() as AddressInfo).port}/${search}`;
  return { url: own, close: () => new Promise((resolve) => server.close(resolve)) };
}

(hasMongo() ? describe : describe.skip)('a write in MongoDB', () => {
  it('whose connection breaks while it is sent has an unknown outcome, as that of other connection errors', async () => {
    const mongo = await startMongo();
    const proxy = await startBreakingProxy(mongo.url, 500_000);
    const store = await openMongo({ url: proxy.url, database: 'broken-writes', timeoutMs: 10_000 });
    const things = await store.collection<Stored & { readonly text: string }>('things');
    const write = things.insert([{ _id: '1', text: 'x'.repeat(12_000_000) }]);
    await expect(write).rejects.toBeInstanceOf(StoreUnavailableError);
    await store.close();
    await proxy.close();
    await mongo.close();
  });
});

(hasMongo() ? describe : describe.skip)('durable reads in a replica set', () => {
  it('are of one term, which ends when the primary steps down', async () => {
    const mongo = await startReplicaSet();
    const store = await openMongo({ url: mongo.url, database: 'durable-reads', timeoutMs: 30_000 });
    const term = await store.ensureDurableReads();
    expect(term).toEqual(expect.any(String));
    expect(await store.ensureDurableReads()).toBe(term);
    const operator = await new MongoClient(mongo.url).connect();
    await operator.db('admin').command({ replSetStepDown: 1, force: true });
    await until(async () => (await store.ensureDurableReads().catch(() => term)) !== term, 60_000);
    await operator.close();
    await store.close();
    await mongo.close();
  }, 120_000);
});
