import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Filter, Store } from '../../kit/store/port.ts';

interface TestDocument {
  readonly _id: string;
  readonly event?: string;
  readonly seat?: number | null;
  readonly at?: Date;
  readonly list?: readonly { readonly from: number; readonly to: number; readonly by: string }[];
}

/** Declares the suite that every implementation of the store port must pass. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`the store contract on ${name}`, () => {
    let store: Store;
    let collection: Collection<TestDocument>;
    const ids = (results: readonly TestDocument[]): string[] => results.map(({ _id }) => _id);
    const replaceAll = async (...documents: TestDocument[]): Promise<void> => {
      await collection.removeMany({});
      if (documents.length > 0) await collection.insert(documents);
    };

    beforeAll(async () => {
      store = await open();
      collection = await store.collection<TestDocument>('things', [
        { fields: ['event', 'seat'], unique: true },
        { fields: ['event', '_id'], unique: false },
      ]);
    });
    afterAll(() => store.close());

    it('responds to ping, and ensures durable reads', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
      await expect(
        Promise.all([store.ensureDurableReads(), store.ensureDurableReads(), store.ensureDurableReads()]),
      ).resolves.toBeDefined();
    });

    it('copies documents on write and on read, so that callers cannot modify stored documents', async () => {
      const list = [{ from: 1, to: 2, by: 'a' }];
      await replaceAll({ _id: '1', event: 'a', seat: 1, list });
      list[0]!.from = 99;
      const [results] = await collection.find({});
      (results as unknown as { list: { from: number }[] }).list[0]!.from = 98;
      expect((await collection.findOne({ _id: '1' }))?.list).toEqual([{ from: 1, to: 2, by: 'a' }]);
    });

    it('stores dates as dates, and compares them', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1, at: new Date(1000) },
        { _id: '2', event: 'a', seat: 2, at: new Date(2000) },
      );
      expect(await collection.findOne({ _id: '1' })).toEqual({ _id: '1', event: 'a', seat: 1, at: new Date(1000) });
      expect(ids(await collection.find({ at: { $gt: new Date(1000) } }))).toEqual(['2']);
      expect(ids(await collection.find({ at: new Date(1000) }))).toEqual(['1']);
    });

    it('stores any text as it is, and finds it in identifiers, fields and unique keys', async () => {
      const texts = [
        'a\nb\r\n',
        'a\u2028b',
        'a\u2029',
        '\u0085a',
        '\v\f\0\u0001',
        '{"_id":"1"}\n{',
        '\\u2028',
        '𝕏 é e\u0301',
      ];
      await replaceAll(
        ...texts.map((text) => ({ _id: text, event: text, seat: 1, list: [{ from: 1, to: 2, by: text }] })),
      );
      for (const text of texts) {
        const expected = { _id: text, event: text, seat: 1, list: [{ from: 1, to: 2, by: text }] };
        expect(await collection.find({ event: { $in: [text] } })).toEqual([expected]);
        expect(await collection.findOne({ _id: text, list: { $elemMatch: { by: text } } })).toEqual(expected);
        expect((await collection.insert([{ _id: `other ${text}`, event: text, seat: 1 }])).kind).toBe('duplicate');
        expect((await collection.update({ _id: text }, { $set: { event: `${text}${text}` } })).kind).toBe('updated');
        expect(ids(await collection.find({ event: `${text}${text}` }))).toEqual([text]);
      }
    });

    it('returns the fields of the unique index that a duplicate violates', async () => {
      await replaceAll({ _id: '1', event: 'a', seat: 1 });
      expect(await collection.insert([{ _id: '2', event: 'a', seat: 1 }])).toEqual({
        kind: 'duplicate',
        fields: ['event', 'seat'],
      });
      expect(await collection.insert([{ _id: '1', event: 'b', seat: 1 }])).toEqual({
        kind: 'duplicate',
        fields: ['_id'],
      });
      await collection.insert([{ _id: '2', event: 'a', seat: 2 }]);
      expect(await collection.update({ _id: '2' }, { $set: { seat: 1 } })).toEqual({
        kind: 'duplicate',
        fields: ['event', 'seat'],
      });
    });

    it('inserts all documents of a batch or none', async () => {
      await replaceAll({ _id: '3', event: 'a', seat: 3 });
      const batch = [
        { _id: '1', event: 'b', seat: 1 },
        { _id: '2', event: 'a', seat: 3 },
        { _id: '4', event: 'b', seat: 4 },
      ];
      expect((await collection.insert(batch)).kind).toBe('duplicate');
      expect(ids(await collection.find({}))).toEqual(['3']);
    });

    it('treats a missing field as null', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1 },
        { _id: '2', event: 'b', seat: null },
        { _id: '3', event: 'c' },
      );
      expect(ids(await collection.find({ seat: null }, { sort: [['_id', 1]] }))).toEqual(['2', '3']);
      expect(ids(await collection.find({ seat: { $ne: null } }))).toEqual(['1']);
      expect(ids(await collection.find({ seat: { $in: [null, 1] } }, { sort: [['_id', 1]] }))).toEqual(['1', '2', '3']);
      expect(ids(await collection.find({ seat: { $nin: [null] } }))).toEqual(['1']);
      expect(ids(await collection.find({ seat: { $ne: 1 } }, { sort: [['_id', 1]] }))).toEqual(['2', '3']);
      expect(ids(await collection.find({ at: { $exists: true } }))).toEqual([]);
    });

    it('compares only values of the same type', async () => {
      await replaceAll({ _id: '1', event: 'a', seat: 1 }, { _id: '2', event: 'b' });
      expect(await collection.find({ seat: { $gt: 'a' } })).toEqual([]);
      expect(await collection.find({ event: { $lt: 5 } })).toEqual([]);
      expect(ids(await collection.find({ seat: { $lt: 5 } }))).toEqual(['1']);
    });

    it('combines filters with $and, $or and $nor', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1 },
        { _id: '2', event: 'a', seat: 2 },
        { _id: '3', event: 'b', seat: 1 },
      );
      expect(ids(await collection.find({ $and: [{ event: 'a' }, { seat: 1 }] }))).toEqual(['1']);
      expect(ids(await collection.find({ $or: [{ event: 'b' }, { seat: 2 }] }, { sort: [['_id', 1]] }))).toEqual([
        '2',
        '3',
      ]);
      expect(ids(await collection.find({ event: 'a', $nor: [{ seat: 1 }] }))).toEqual(['2']);
    });

    it('applies several conditions on one field, at any level of the filter', async () => {
      await replaceAll(...[1, 2, 3, 4].map((seat) => ({ _id: String(seat), event: 'a', seat })));
      const results = (filter: Filter) => collection.find(filter, { sort: [['_id', 1]] }).then(ids);
      expect(await results({ $and: [{ seat: { $gt: 1 } }, { seat: { $lt: 4 } }] })).toEqual(['2', '3']);
      expect(await results({ seat: { $gt: 1, $lt: 4 }, $and: [{ _id: { $in: ['3', '4'] } }] })).toEqual(['3']);
      expect(await results({ $and: [{ $or: [{ seat: 1 }, { seat: 2 }] }, { $or: [{ _id: '2' }] }] })).toEqual(['2']);
      expect(await results({ $and: [{ _id: '1' }, { _id: '2' }] })).toEqual([]);
      expect(await results({ $nor: [{ seat: 1 }], $and: [{ $nor: [{ seat: 2 }] }] })).toEqual(['3', '4']);
    });

    it('pages in the order of _id with any filter', async () => {
      await replaceAll(...['4', '2', '1', '3'].map((_id) => ({ _id, event: 'a', seat: 9 - Number(_id) })));
      const readPage = (filter: Filter) => collection.find(filter, { sort: [['_id', 1]], skip: 1, limit: 2 }).then(ids);
      expect(await readPage({})).toEqual(['2', '3']);
      expect(await readPage({ $or: [{ _id: { $gt: '1' } }] })).toEqual(['3', '4']);
      expect(await readPage({ _id: { $in: ['4', '3', '1'] } })).toEqual(['3', '4']);
      expect(await readPage({ event: 'a' })).toEqual(['2', '3']);
      expect(await readPage({ seat: { $lt: 8 } })).toEqual(['3', '4']);
    });

    it('matches regular expressions', async () => {
      await replaceAll({ _id: '1', event: 'alpha', seat: 1 }, { _id: '2', event: 'beta', seat: 1 });
      expect(ids(await collection.find({ event: { $regex: /^al/ } }))).toEqual(['1']);
    });

    it('sorts by several fields, null first, and pages', async () => {
      await replaceAll(
        { _id: '1', event: 'b', seat: 1 },
        { _id: '2', event: 'a', seat: 2 },
        { _id: '3', event: 'a', seat: 1 },
        { _id: '4', event: 'c' },
      );
      expect(
        ids(
          await collection.find(
            {},
            {
              sort: [
                ['event', 1],
                ['seat', -1],
              ],
            },
          ),
        ),
      ).toEqual(['2', '3', '1', '4']);
      expect(
        ids(
          await collection.find(
            {},
            {
              sort: [
                ['seat', 1],
                ['_id', 1],
              ],
            },
          ),
        ),
      ).toEqual(['4', '1', '3', '2']);
      expect(ids(await collection.find({}, { sort: [['_id', 1]], skip: 1, limit: 2 }))).toEqual(['2', '3']);
      expect(await collection.find({}, { limit: 0 })).toEqual([]);
      expect(await collection.count({ event: 'a' })).toBe(2);
      expect(await Promise.all([1, 2, 5].map((limit) => collection.count({ event: 'a' }, { limit })))).toEqual([
        1, 2, 2,
      ]);
    });

    it('groups by key: returns the first documents of each group, and counts them', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1 },
        { _id: '2', event: 'a', seat: 2 },
        { _id: '3', event: 'b', seat: 1 },
        { _id: '4', event: 'c', seat: 1 },
      );
      const grouping = { by: 'event', keys: ['a', 'b', 'z'], filter: {} };
      const groups = await collection.findGroups(grouping, { sort: [['seat', -1]], limit: 1 });
      expect([...groups].map(([key, results]) => [key, ids(results)]).sort()).toEqual([
        ['a', ['2']],
        ['b', ['3']],
      ]);
      expect([...(await collection.countGroups({ ...grouping, filter: { seat: { $lt: 2 } } }))].sort()).toEqual([
        ['a', 1],
        ['b', 1],
      ]);
    });

    it('updates the document that matches, and returns its new state', async () => {
      await replaceAll({ _id: '1', event: 'a', seat: 1, at: new Date(0) });
      const changed = await collection.update(
        { _id: '1', seat: 1 },
        { $set: { event: 'b' }, $inc: { seat: 4 }, $unset: { at: true } },
      );
      expect(changed).toEqual({ kind: 'updated', document: { _id: '1', event: 'b', seat: 5 } });
      expect(await collection.update({ _id: '1', seat: 1 }, { $set: { event: 'c' } })).toEqual({ kind: 'unmatched' });
    });

    it('finds documents by all their keys after one of them has changed, and after a change that is rejected', async () => {
      await replaceAll(...[1, 2, 3].map((seat) => ({ _id: String(seat), event: 'a', seat })));
      expect((await collection.update({ _id: '2' }, { $set: { at: new Date(1) } })).kind).toBe('updated');
      expect((await collection.update({ _id: '2' }, { $set: { at: new Date(2), seat: 1 } })).kind).toBe('duplicate');
      expect((await collection.update({ _id: '3' }, { $set: { seat: 4 } })).kind).toBe('updated');
      const second = { _id: '2', event: 'a', seat: 2, at: new Date(1) };
      for (const filter of [{ _id: '2' }, { event: 'a', seat: 2 }, { event: 'a', _id: '2' }])
        expect(await collection.find(filter)).toEqual([second]);
      expect((await collection.find({ event: 'a' }, { sort: [['_id', 1]] })).map(({ seat }) => seat)).toEqual([
        1, 2, 4,
      ]);
      expect(await collection.find({ event: 'a', seat: 3 })).toEqual([]);
    });

    it('updates all documents that match, and returns their number', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1 },
        { _id: '2', event: 'a', seat: 2 },
        { _id: '3', event: 'b', seat: 3 },
      );
      const at = new Date(5);
      expect(await collection.updateMany({ event: 'a' }, { $set: { at } })).toBe(2);
      expect(ids(await collection.find({ at }, { sort: [['_id', 1]] }))).toEqual(['1', '2']);
      expect(await collection.updateMany({ at }, { $unset: { at: true } })).toBe(2);
      expect(await collection.updateMany({ at }, { $unset: { at: true } })).toBe(0);
    });

    it('finds documents by a nested field with a sparse index', async () => {
      const marked = await store.collection<{ _id: string; mark?: { token: string; until: Date } }>('marked', [
        { fields: ['mark.token'], unique: false, sparse: true },
      ]);
      await marked.insert([{ _id: '1' }, { _id: '2', mark: { token: 'a', until: new Date(1) } }, { _id: '3' }]);
      expect((await marked.find({ 'mark.token': { $gt: '' } })).map(({ _id }) => _id)).toEqual(['2']);
      expect(await marked.count({ 'mark.token': { $ne: 'a' } })).toBe(2);
      expect(await marked.count({ mark: null })).toBe(2);
      await marked.update({ _id: '1', mark: null }, { $set: { mark: { token: 'b', until: new Date(2) } } });
      expect((await marked.update({ _id: '1', mark: null }, { $set: { mark: { token: 'c' } } })).kind).toBe(
        'unmatched',
      );
      const renewed = await marked.update({ 'mark.token': 'b' }, { $set: { 'mark.until': new Date(3) } });
      expect(renewed).toMatchObject({ kind: 'updated', document: { mark: { token: 'b', until: new Date(3) } } });
      expect(await marked.updateMany({ 'mark.token': { $in: ['a', 'b'] } }, { $unset: { mark: true } })).toBe(2);
      expect(await marked.find({ 'mark.token': { $gt: '' } })).toEqual([]);
    });

    it('removes one document that matches, or all of them', async () => {
      await replaceAll(
        { _id: '1', event: 'a', seat: 1 },
        { _id: '2', event: 'a', seat: 2 },
        { _id: '3', event: 'b', seat: 3 },
      );
      expect(await collection.remove({ _id: '3', seat: 1 })).toBeUndefined();
      expect(await collection.remove({ _id: '3', seat: 3 })).toEqual({ _id: '3', event: 'b', seat: 3 });
      expect(await collection.removeMany({ event: 'a' })).toBe(2);
      expect(await collection.count({})).toBe(0);
    });

    it('lets one of 100 concurrent writers insert a unique key', async () => {
      await replaceAll();
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) => collection.insert([{ _id: `w${index}`, event: 'a', seat: 1 }])),
      );
      expect(results.filter(({ kind }) => kind === 'inserted')).toHaveLength(1);
    });

    it('tells each of many concurrent writers what became of its own document', async () => {
      await replaceAll({ _id: 'w10', event: 'b', seat: 1 });
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          collection.insert([{ _id: `w${index}`, event: 'a', seat: index % 50 }]),
        ),
      );
      const taken = (fields: readonly string[]) => ({ kind: 'duplicate', fields });
      // Of two with the same seat, the first one is in; seat 10 is free for the second one.
      expect(results).toEqual(
        results.map((_, index) => {
          if (index === 10) return taken(['_id']);
          return index < 50 || index === 60 ? { kind: 'inserted' } : taken(['event', 'seat']);
        }),
      );
      expect(await collection.count({ event: 'a' })).toBe(50);
    });

    it('lets one of 100 concurrent writers book an interval by conditional upsert, and releases it', async () => {
      await replaceAll();
      const book = (by: string, from: number, to: number) =>
        collection.upsert(
          { _id: 'week', $nor: [{ list: { $elemMatch: { by: { $ne: by }, from: { $lt: to }, to: { $gt: from } } } }] },
          { $push: { list: { from, to, by } } },
        );
      const results = await Promise.all(Array.from({ length: 100 }, (_, index) => book(`w${index}`, 10, 20)));
      expect(results.filter(({ kind }) => kind === 'updated')).toHaveLength(1);
      expect((await book('next', 20, 30)).kind).toBe('updated');
      const remaining = await collection.update({ _id: 'week' }, { $pull: { list: { by: 'next', from: 20, to: 30 } } });
      expect(remaining.kind === 'updated' && remaining.document.list).toHaveLength(1);
    });

    it('applies 100 concurrent increments', async () => {
      await replaceAll({ _id: '1', seat: 0 });
      await Promise.all(Array.from({ length: 100 }, () => collection.update({ _id: '1' }, { $inc: { seat: 1 } })));
      expect((await collection.findOne({ _id: '1' }))?.seat).toBe(100);
    });
  });
}
