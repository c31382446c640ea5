import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openEmbedded } from './embedded.ts';
import type { Collection, Filter, Sort } from './port.ts';
import { comparing } from './sorting.ts';

interface Item {
  readonly _id: string;
  /** Absent in some documents, and null in others. */
  readonly rank?: number | null;
  readonly size: number;
}

describe('the first documents in an order', () => {
  const itemAt = (index: number): Item => ({
    _id: String((index * 7919) % 4000).padStart(4, '0'),
    ...(index % 10 === 0 ? (index % 20 === 0 ? { rank: null } : {}) : { rank: (index * 31) % 97 }),
    size: index % 1000,
  });
  const items = Array.from({ length: 4000 }, (_, index) => itemAt(index));
  let collection: Collection<Item>;
  beforeAll(async () => {
    const indexes = [{ fields: ['rank', '_id'], unique: false }];
    collection = await (await openEmbedded({ directory: undefined })).collection<Item>('items', indexes);
    await collection.insert(items);
  });

  const sorts: readonly Sort[] = [
    [['_id', 1]],
    [['_id', -1]],
    [['rank', 1]],
    ...([1, -1] as const).map((direction): Sort => [
      ['rank', direction],
      ['_id', direction],
    ]),
    [
      ['rank', -1],
      ['_id', 1],
    ],
    [
      ['size', 1],
      ['rank', 1],
    ],
  ];
  const filters: readonly (readonly [Filter, (item: Item) => boolean])[] = [
    [{}, () => true],
    [{ rank: { $gte: 90 } }, ({ rank }) => (rank ?? -1) >= 90],
    [{ rank: { $gt: 5, $lt: 7 } }, ({ rank }) => rank === 6],
    [{ rank: { $lte: 3 } }, ({ rank }) => rank !== null && rank !== undefined && rank <= 3],
    [{ rank: 5 }, ({ rank }) => rank === 5],
    [{ rank: null }, ({ rank }) => rank === null || rank === undefined],
    [{ rank: { $in: [1, 2] } }, ({ rank }) => rank === 1 || rank === 2],
    // Few documents match.
    [{ size: { $gte: 998 } }, ({ size }) => size >= 998],
    [{ _id: { $gt: '3990' } }, ({ _id }) => _id > '3990'],
    [{ $or: [{ rank: { $gt: 95 } }, { _id: { $lt: '0010' } }] }, ({ rank, _id }) => (rank ?? 0) > 95 || _id < '0010'],
  ];

  it('are those that sorting all documents gives', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...sorts),
      fc.constantFrom(...filters),
      fc.record({ skip: fc.integer({ min: 0, max: 60 }), limit: fc.integer({ min: 1, max: 120 }) }),
      async (sort, [filter, matches], { skip, limit }) => {
        const found = await collection.find(filter, { sort, skip, limit });
        const order = comparing(sort);
        const expected = items
          .filter(matches)
          .sort(order)
          .slice(skip, skip + limit);
        expect(found).toHaveLength(expected.length);
        // Where the order has ties, either document may be first.
        found.forEach((item, index) => expect(order(item, expected[index]!)).toBe(0));
        expect(found.every(matches)).toBe(true);
        expect(new Set(found.map(({ _id }) => _id)).size).toBe(found.length);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('follow changes', async () => {
    await collection.insert([{ _id: 'first', rank: -1, size: 0 }]);
    const first = async () => (await collection.find({ rank: { $gte: -5 } }, { sort: [['rank', 1]], limit: 1 }))[0];
    expect(await first()).toEqual({ _id: 'first', rank: -1, size: 0 });
    await collection.update({ _id: 'first' }, { $set: { rank: 200 } });
    expect(await first()).toMatchObject({ rank: 0 });
    await collection.remove({ _id: 'first' });
  });
});
