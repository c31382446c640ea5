import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openEmbedded } from '../store/embedded.ts';
import type { Sort } from '../store/port.ts';
import { Decimal } from '../util/decimal.ts';
import { filterAfter, decodeCursor, encodeCursor } from './cursor.ts';

const sort: Sort = [
  ['a', 1],
  ['b', -1],
  ['_id', 1],
];
const reversed: Sort = sort.map(([field, direction]) => [field, direction === 1 ? -1 : 1]);

describe('a cursor', () => {
  it('is valid for one list and order only', () => {
    const cursor = encodeCursor('book', sort, { _id: '1', a: new Date(5) });
    expect(decodeCursor(cursor, { resource: 'book', sort })).toEqual([new Date(5), null, '1']);
    expect(decodeCursor(cursor, { resource: 'shelf', sort })).toBeUndefined();
    expect(decodeCursor(cursor, { resource: 'book', sort: sort.slice(1) })).toBeUndefined();
    for (const malformed of ['', 'x', Buffer.from('[2,"book",[]]').toString('base64url')])
      expect(decodeCursor(malformed, { resource: 'book', sort })).toBeUndefined();
  });

  it('holds decimals exactly, and values within values', () => {
    const order: Sort = [
      ['price', 1],
      ['soldAt.at', 1],
      ['_id', 1],
    ];
    const price = Decimal.from('-1234567890123456.789012345678901234');
    const cursor = encodeCursor('book', order, { _id: '1', price, soldAt: { at: new Date(5), offset: 'Z' } });
    expect(decodeCursor(cursor, { resource: 'book', sort: order })).toEqual([price, new Date(5), '1']);
    const [version, signature] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    for (const value of [{ decimal: 'NaN' }, { decimal: 1 }, {}, { date: null }]) {
      const malformed = Buffer.from(JSON.stringify([version, signature, [value, null, '1']])).toString('base64url');
      expect(decodeCursor(malformed, { resource: 'book', sort: order })).toBeUndefined();
    }
  });

  const required = fc.integer({ min: 0, max: 3 });
  const optional = fc.option(required, { nil: undefined });
  it.each([
    ['with null values', optional, new Set(['a', 'b'])],
    ['without null values', required, new Set<string>()],
  ])('pages through every list in order, without duplicates or gaps, %s', async (_title, value, nullable) => {
    const documents = fc.array(fc.record({ a: value, b: value }), { maxLength: 12 });
    const orders = fc.constantFrom(sort, reversed);
    const property = fc.asyncProperty(
      documents,
      fc.integer({ min: 1, max: 4 }),
      orders,
      async (values, size, order) => {
        const books = await (await openEmbedded({ directory: undefined })).collection<{ _id: string }>('books');
        await books.insert(
          values.map(({ a, b }, index) => ({
            _id: String(index).padStart(2, '0'),
            ...(a === undefined ? {} : { a }),
            ...(b === undefined ? {} : { b }),
          })),
        );
        const all = await books.find({}, { sort: order });
        const seen: { _id: string }[] = [];
        for (let page = await books.find({}, { sort: order, limit: size }); page.length > 0;) {
          seen.push(...page);
          const position = decodeCursor(encodeCursor('book', order, page.at(-1)!), { resource: 'book', sort: order });
          page = await books.find(filterAfter(order, position!, nullable), { sort: order, limit: size });
        }
        expect(seen).toEqual(all);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});
