import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { hasMongo, startReplicaSet, type OwnMongo } from '../../test/support/mongod.ts';
import { until } from '../../test/support/until.ts';
import { openMongo } from './mongo.ts';
import { ChangesLostError, type ChangeFeed, type Collection, type Store } from './port.ts';

const database = 'change-streams';
const timeoutMs = 20_000;
const changesKept = 10;

interface Counter {
  readonly _id: string;
  readonly value: number;
}

(hasMongo() ? describe : describe.skip)('changes of a replica set', () => {
  let mongo: OwnMongo;
  let stores: readonly Store[];
  let operator: MongoClient;
  /** The same collection, opened by two processes. */
  let counters: Collection<Counter>;
  let elsewhere: Collection<Counter>;
  beforeAll(async () => {
    mongo = await startReplicaSet();
    operator = await new MongoClient(mongo.url).connect();
  });
  beforeEach(async () => {
    stores = await Promise.all([open(timeoutMs), open(timeoutMs)]);
    [counters, elsewhere] = await Promise.all([
      stores[0]!.collection<Counter>('counters'),
      stores[1]!.collection<Counter>('counters'),
    ]);
    await counters.removeMany({});
  });
  afterEach(async () => void (await Promise.all(stores.map((store) => store.close()))));
  afterAll(async () => {
    await operator.close();
    await mongo.close();
  });

  const open = (limitMs: number) => openMongo({ url: mongo.url, database, timeoutMs: limitMs, changesKept });
  const set = (value: number, at = counters) => at.upsert({ _id: 'a' }, { $set: { value } });
  const nextValue = async (feed: ChangeFeed<Counter>) => (await feed.next()).value?.after?.value;
  /** Counts the change streams on the collection. */
  async function streams(): Promise<number> {
    const operations = operator.db('admin').aggregate([
      { $currentOp: { allUsers: true, idleCursors: true } },
      {
        $match: { ns: `${database}.counters`, 'cursor.originatingCommand.pipeline.$changeStream': { $exists: true } },
      },
    ]);
    return (await operations.toArray()).length;
  }

  it('are read from one stream for all listeners, which is closed after the last', async () => {
    const feeds = await Promise.all(Array.from({ length: 50 }, () => counters.changes()));
    await set(1);
    for (const feed of feeds) expect(await nextValue(feed)).toBe(1);
    expect(await streams()).toBe(1);
    for (const feed of feeds) await feed.return();
    await until(async () => (await streams()) === 0);
    const again = await counters.changes();
    await set(2);
    expect(await nextValue(again)).toBe(2);
    await again.return();
  });

  it('go on in another process, also after all listeners have gone', async () => {
    const feed = await counters.changes();
    for (const value of [1, 2, 3]) await set(value);
    const { token } = (await feed.next()).value!;
    await feed.return();
    await set(4);
    const resumed = await elsewhere.changes({ after: token });
    await set(5);
    for (const value of [2, 3, 4, 5]) expect(await nextValue(resumed)).toBe(value);
    await resumed.return();
  });

  it('are not told twice to a listener that comes from a process which is ahead', async () => {
    const ahead = await counters.changes();
    const behind = await elsewhere.changes();
    await set(1);
    const { token } = (await ahead.next()).value!;
    // Whether or not the other process has seen the change yet.
    const resumed = await elsewhere.changes({ after: token });
    await set(2);
    expect(await nextValue(resumed)).toBe(2);
    for (const feed of [ahead, behind, resumed]) await feed.return();
  });

  it('are lost for a listener that has missed more than is kept', async () => {
    const feed = await counters.changes();
    await feed.return();
    for (let value = 0; value <= changesKept; value++) await set(value);
    await expect(elsewhere.changes({ after: feed.token })).rejects.toBeInstanceOf(ChangesLostError);
    const now = await elsewhere.changes();
    await set(-1);
    expect(await nextValue(now)).toBe(-1);
    await now.return();
  });

  it('wait while the server does not respond, and none is missed', async () => {
    const shortMs = 1000;
    const impatient = await open(shortMs);
    const watched = await impatient.collection<Counter>('counters');
    const feed = await watched.changes();
    await set(1);
    expect(await nextValue(feed)).toBe(1);
    const next = nextValue(feed);
    mongo.pause();
    await setTimeout(2.5 * shortMs);
    mongo.resume();
    await until(async () => (await set(2, watched).catch(() => undefined)) !== undefined);
    expect(await next).toBe(2);
    await set(3);
    expect(await nextValue(feed)).toBe(3);
    await feed.return();
    await impatient.close();
  });

  it('end with an error when the collection is dropped; later ones are told to new listeners', async () => {
    const feed = await counters.changes();
    await operator.db(database).dropCollection('counters');
    await expect(feed.next()).rejects.toBeInstanceOf(ChangesLostError);
    const again = await counters.changes();
    await set(1);
    expect(await nextValue(again)).toBe(1);
    await again.return();
  });

  it('end when the store is closed', async () => {
    const feed = await counters.changes();
    const waiting = feed.next();
    const startedAt = performance.now();
    await stores[0]!.close();
    expect((await waiting).done).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(timeoutMs);
  });
});
