import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { anyone } from '../../kit/access/policy.ts';
import { defineResource } from '../../kit/resource/definition/define-resource.ts';
import { decimal, integer, text } from '../../kit/resource/fields/index.ts';
import { succeed } from '../../kit/resource/problems.ts';
import { storeSettings } from '../../kit/service/settings/store.ts';
import { openStore } from '../../kit/store/open.ts';
import type { Store, Stored } from '../../kit/store/port.ts';
import { createLog } from '../../kit/util/log.ts';
import { product } from '../../product/product.ts';
import { openTestResource } from '../support/opened-resource.ts';
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
    const { resource, context } = await openTestResource(book, store, log);
    expect(lines).toEqual([expect.stringMatching(/book [12] and another one differ only in the Unicode form of name/)]);
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

const film = defineResource({
  name: 'film',
  summary: 'A film.',
  fields: {
    title: text({ ...documentation, max: 50 }),
    tagline: text({ ...documentation, max: 50 })
      .distinct()
      .optional(),
    number: integer({ ...documentation, min: 1, max: 99 })
      .optional()
      .distinct(),
    rating: decimal({ ...documentation, digits: 3, scale: 1 })
      .distinct()
      .optional(),
  },
  policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
});

describe.each(testStores)('optional fields whose values are unique, on $name,', ({ open }) => {
  let testStore: TestStore;
  let store: Store;
  beforeAll(async () => {
    testStore = await open();
    store = await openStore(storeSettings(testStore.env, { name: 'films-service', product }), createLog('test'));
  });
  afterAll(async () => {
    await store.close();
    await testStore.close();
  });

  it('may be absent in many documents, from their creation or after a change', async () => {
    const { resource, context } = await openTestResource(film, store, createLog('test'));
    const values = { tagline: 'A', number: 1, rating: '1.5' };
    const create = async (input: object) => {
      const created = await resource.create(
        { inputs: [{ title: 'T', ...input }], isBatch: false, read: succeed },
        context,
      );
      return created.ok ? created.value[0]!.document._id : created.problem.extensions['fields'];
    };
    const id = String(await create(values));
    for (const copy of [{}, {}]) expect(await create(copy)).toEqual(expect.any(String));
    for (const [name, value] of Object.entries(values)) expect(await create({ [name]: value })).toEqual([name]);
    const input = { ifMatch: '*' as const, input: { tagline: null, number: null, rating: null } };
    const changed = await resource.change({ id, mode: 'merge', read: () => succeed(input) }, context);
    expect(changed.ok).toBe(true);
    expect(await create(values)).toEqual(expect.any(String));
  });
});
