import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../../scripts/free-ports.ts';
import { hasMongo, mongoMissingNotice, startMongoAt, type TestMongo } from '../../test/support/mongod.ts';
import { describeIf } from '../../test/support/skip-reasons.ts';
import { createLog } from '../util/log.ts';
import { openStore } from './open.ts';
import type { StoreSettings } from './settings.ts';

const log = createLog('test');

/** A store on a server that may not run yet; attempts to reach it fail after 100 ms. */
const mongoAt = (port: number): StoreSettings => ({
  kind: 'mongo',
  url: `mongodb://localhost:${port}/?serverSelectionTimeoutMS=100`,
  database: 'test-open',
  timeoutMs: 5000,
});

describe('opening a store that is unreachable', () => {
  it('goes on after failed attempts, until it is aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    setTimeout(() => stop.abort(reason), 1500);
    await expect(openStore(mongoAt(await freePort()), log, stop.signal)).rejects.toBe(reason);
  });
});

describeIf(hasMongo(), mongoMissingNotice)('opening a store on a MongoDB that starts later', () => {
  let mongo: TestMongo;
  afterEach(() => mongo.close());

  it('resolves once the server is reachable', async () => {
    const port = await freePort();
    const opening = openStore(mongoAt(port), log);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    mongo = await startMongoAt(port);
    const store = await opening;
    const collection = await store.collection('things');
    expect(await collection.insert([{ _id: '1' }])).toEqual({ kind: 'inserted' });
    await store.close();
  });
});
