import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { openStore } from '../../kit/store/open.ts';
import type { Stored } from '../../kit/store/port.ts';
import { Decimal } from '../../kit/util/decimal.ts';
import { createLog } from '../../kit/util/log.ts';
import { storeSettings } from '../../kit/service/settings/store.ts';
import { product } from '../../product/product.ts';
import { hasMongo, startReplicaSet, type TestMongo } from '../support/mongod.ts';
import { testStores, type TestStore } from '../support/stores.ts';
import { createDatabase } from '../simulation/store/database.ts';
import { createSimulatedStore } from '../simulation/store/store.ts';
import { storeContract } from './store.ts';
import { changesContract, changesKeptInTests } from './store-changes.ts';
import { storeDecimals } from './store-decimals.ts';

storeContract('memory', () => openEmbedded({ directory: undefined }));
storeDecimals('memory', () => openEmbedded({ directory: undefined }));
changesContract('memory', {
  open: () => openEmbedded({ directory: undefined, changesKept: changesKeptInTests }),
  isExact: true,
});
const openSimulated = () => Promise.resolve(createSimulatedStore(createDatabase(new Map(), changesKeptInTests)));
storeContract('the simulated store', openSimulated);
storeDecimals('the simulated store', openSimulated);
changesContract('the simulated store', { open: openSimulated, isExact: true });
const changeSettings = { STORE_CHANGES_KEPT: String(changesKeptInTests), STORE_POLL_MS: '20' };

(hasMongo() ? describe : describe.skip)('a replica set', () => {
  let replicaSet: TestMongo | undefined;
  const open = async () => {
    replicaSet ??= await startReplicaSet();
    const env = { ...changeSettings, MONGO_URL: replicaSet.url, HY_MONGO_DBNAME: 'changes' };
    return openStore(storeSettings(env, { name: 'things-service', product }), createLog('test'));
  };
  afterAll(() => replicaSet?.close());
  storeContract('a MongoDB replica set', open);
  changesContract('a MongoDB replica set', { open, isExact: true });
});

for (const { name, open } of testStores) {
  let testStore: TestStore | undefined;
  const openContractStore = async () => {
    testStore ??= await open();
    const env = { ...testStore.env, ...changeSettings };
    return openStore(storeSettings(env, { name: 'things-service', product }), createLog('test'));
  };
  storeContract(name, openContractStore);
  storeDecimals(name, openContractStore);
  changesContract(name, { open: openContractStore, isExact: name !== 'MongoDB' });
  afterAll(() => testStore?.close());

  describe(`durability on ${name}`, () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('keeps documents after the store is closed and reopened', async () => {
      const settings = storeSettings(store.env, { name: 'things-service', product });
      const first = await openStore(settings, createLog('test'));
      const collection = await first.collection<{ _id: string; at: Date }>('things', [
        { fields: ['at'], unique: true },
      ]);
      await collection.insert([{ _id: '1', at: new Date(5) }]);
      await first.close();
      const second = await openStore(settings, createLog('test'));
      const reopened = await second.collection<{ _id: string; at: Date }>('things', [{ fields: ['at'], unique: true }]);
      expect(await reopened.find({})).toEqual([{ _id: '1', at: new Date(5) }]);
      expect((await reopened.insert([{ _id: '2', at: new Date(5) }])).kind).toBe('duplicate');
      await second.close();
    });

    it('keeps decimals exactly', async () => {
      const settings = storeSettings(store.env, { name: 'things-service', product });
      const price = Decimal.from('-12345678901234567.12345678901234567');
      const first = await openStore(settings, createLog('test'));
      await (await first.collection('prices')).insert([{ _id: '1', price, history: [{ price }] } as Stored]);
      await first.close();
      const second = await openStore(settings, createLog('test'));
      expect(await (await second.collection('prices')).find({ price })).toEqual([
        { _id: '1', price, history: [{ price }] },
      ]);
      await second.close();
    });

    it('keeps any text, in identifiers and fields', async () => {
      const settings = storeSettings(store.env, { name: 'things-service', product });
      const open = async () => {
        const opened = await openStore(settings, createLog('test'));
        return { ...opened, texts: await opened.collection<{ _id: string; text: string }>('texts') };
      };
      const text = fc.oneof(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({
          unit: fc.constantFrom('a', '"', '\\', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'),
          minLength: 1,
        }),
      );
      const property = fc.asyncProperty(fc.uniqueArray(text, { minLength: 100, maxLength: 100 }), async (texts) => {
        const before = await open();
        await before.texts.removeMany({});
        await before.texts.insert(texts.map((each) => ({ _id: each, text: '' })));
        for (const each of texts) await before.texts.update({ _id: each }, { $set: { text: each } });
        await before.close();
        const after = await open();
        const found = await after.texts.find({});
        await after.close();
        expect(new Map(found.map((each) => [each._id, each.text]))).toEqual(new Map(texts.map((each) => [each, each])));
      });
      await fc.assert(property, { numRuns: 3 });
    });
  });
}
