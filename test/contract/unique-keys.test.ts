import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { anyone } from '../../kit/access/policy.ts';
import { root, serviceCaller, type Caller } from '../../kit/access/caller.ts';
import type { OperationContext } from '../../kit/resource/definition/context.ts';
import { defineResource } from '../../kit/resource/definition/define-resource.ts';
import { text } from '../../kit/resource/fields/index.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { succeed } from '../../kit/resource/problems.ts';
import { openResource } from '../../kit/resource/resource.ts';
import { storeSettings } from '../../kit/service/settings/store.ts';
import { openStore } from '../../kit/store/open.ts';
import type { Store, Stored } from '../../kit/store/port.ts';
import { createLog } from '../../kit/util/log.ts';
import { product } from '../../product/product.ts';
import { testStores, type TestStore } from '../support/stores.ts';

const documentation = { title: 'Text', description: 'A text.' };
const book = defineResource({
  name: 'book',
  summary: 'A book.',
  fields: {
    name: text({ ...documentation, max: 50 }).distinct(),
    series: text({ ...documentation, max: 50 }),
    volume: text({ ...documentation, max: 50 }),
  },
  unique: [{ fields: ['series', 'volume'] }],
  policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
});

const [composed, decomposed] = ['Caf\u00e9', 'Cafe\u0301'];
const stored = (_id: string, name: string, volume: string) => {
  const at = new Date('2026-01-01T00:00:00Z');
  return { _id, name, series: 'S', volume, _created: at, _updated: at, _etag: `e${_id}` };
};

describe.each(testStores)('documents of a version without the keys of unique texts, on $name,', ({ open }) => {
  let testStore: TestStore;
  let store: Store;
  beforeAll(async () => {
    testStore = await open();
    store = await openStore(storeSettings(testStore.env, { name: 'books-service', product }), createLog('test'));
    const documents = await store.collection<Stored>('books', [{ fields: ['name'], unique: true }]);
    await documents.insert([stored('1', composed, '1'), stored('2', decomposed, '2'), stored('3', 'Emma', composed)]);
    await store.close();
  });
  afterAll(async () => {
    await store.close();
    await testStore.close();
  });

  it('open, and are unique in NFC from then on; those that are equal already stay and are logged', async () => {
    store = await openStore(storeSettings(testStore.env, { name: 'books-service', product }), createLog('test'));
    const lines: string[] = [];
    const log = pino({}, { write: (line) => void lines.push(line) });
    const contextOf = (caller: Caller): OperationContext => ({
      caller,
      remote: {} as unknown as OperationContext['remote'],
      collection: (name, indexes) => store.collection(name, indexes),
    });
    const systemContext = contextOf(serviceCaller('books'));
    const resource = await openResource(book, store, {
      leaseMs: 60_000,
      limits: defaultLimits,
      hashConcurrency: 1,
      announcementMs: 0,
      systemContext,
      log,
    });
    expect(lines).toEqual([expect.stringMatching(/book [12] and another one differ only in the Unicode form of name/)]);
    const context = contextOf(root);
    const duplicateFields = async (input: object) => {
      const created = await resource.create({ inputs: [input], isBatch: false, read: succeed }, context);
      return created.ok ? 'created' : created.problem.extensions['fields'];
    };
    for (const id of ['1', '2', '3']) expect((await resource.get(id, context)).ok).toBe(true);
    expect(await duplicateFields({ name: composed, series: 'T', volume: '1' })).toEqual(['name']);
    expect(await duplicateFields({ name: decomposed, series: 'T', volume: '1' })).toEqual(['name']);
    expect(await duplicateFields({ name: 'Persuasion', series: 'S', volume: decomposed })).toEqual([
      'series',
      'volume',
    ]);
    expect(await duplicateFields({ name: 'Persuasion', series: 'S', volume: '3' })).toBe('created');
  });
});
