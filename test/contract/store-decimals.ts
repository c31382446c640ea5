import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../kit/util/decimal.ts';
import type { Collection, Filter, Store } from '../../kit/store/port.ts';

interface Priced {
  readonly _id: string;
  readonly price?: Decimal;
  readonly history?: readonly { readonly price: Decimal }[];
}

const of = Decimal.from;

/** Decimals with up to 34 digits, of very different and of very similar sizes. */
const decimals = fc.oneof(
  fc.constantFrom('0', '-0.1', '0.1', '-1', '1', '9', '10', '-9', '-10', '1.5', '1.50', '-1.55').map(of),
  fc
    .tuple(fc.boolean(), fc.stringMatching(/^([1-9]\d{0,16}|0)$/), fc.stringMatching(/^\d{1,17}$/))
    .map(([isNegative, integer, fraction]) => of(`${isNegative ? '-' : ''}${integer}.${fraction}`)),
  fc.stringMatching(/^[1-9]\d{33}$/).map(of),
  fc.stringMatching(/^\d{34}$/).map((digits) => of(`-0.${digits}`)),
);

/** Declares the tests of exact decimals, which every implementation of the store port must pass. */
export function storeDecimals(name: string, open: () => Promise<Store>): void {
  describe(`decimals on ${name}`, () => {
    let store: Store;
    let prices: Collection<Priced>;
    beforeAll(async () => {
      store = await open();
      prices = await store.collection<Priced>('prices', [{ fields: ['price', '_id'], unique: false }]);
    });
    afterAll(() => store.close());

    const replaceAll = async (...values: readonly Decimal[]): Promise<void> => {
      await prices.removeMany({});
      await prices.insert(values.map((price, index) => ({ _id: String(index).padStart(3, '0'), price })));
    };
    const found = async (filter: Filter): Promise<readonly string[]> =>
      (await prices.find(filter, { sort: [['price', 1]] })).map(({ price }) => String(price));

    it('are equal if their values are, and compared by value', async () => {
      await replaceAll(of('-10'), of('-9'), of('0'), of('1.50'), of('9'), of('10'), of('100'));
      expect(await found({ price: of('1.5') })).toEqual(['1.5']);
      expect(await found({ price: { $gt: of('1.500'), $lt: of('100') } })).toEqual(['9', '10']);
      expect(await found({ price: { $lte: of('-9.0') } })).toEqual(['-10', '-9']);
      expect(await found({ price: { $in: [of('10.0'), of('-9'), of('7')] } })).toEqual(['-9', '10']);
      expect(await found({ price: { $nin: [of('10.0'), of('-9')], $ne: of('0.0') } })).toEqual([
        '-10',
        '1.5',
        '9',
        '100',
      ]);
      expect(await prices.count({ $nor: [{ price: { $gte: of('0') } }] })).toBe(2);
    });

    it('are exact, sorted by value, and paged by key', async () => {
      const property = fc.asyncProperty(fc.array(decimals, { minLength: 5, maxLength: 60 }), async (values) => {
        await replaceAll(...values);
        const byValue = (
          await prices.find(
            {},
            {
              sort: [
                ['price', 1],
                ['_id', 1],
              ],
            },
          )
        ).map(({ price }) => price);
        const expected = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(byValue.map(String)).toEqual(expected.map(String));
        const paged: string[] = [];
        for (let filter: Filter = {}; ;) {
          const page = await prices.find(filter, {
            sort: [
              ['price', -1],
              ['_id', -1],
            ],
            limit: 3,
          });
          paged.push(...page.map(({ price }) => String(price)));
          const last = page.at(-1);
          if (last?.price === undefined) break;
          filter = { $or: [{ price: { $lt: last.price } }, { price: last.price, _id: { $lt: last._id } }] };
        }
        expect(paged).toEqual(expected.map(String).reverse());
      });
      await fc.assert(property, { numRuns: 20 });
    });

    it('are unique by value', async () => {
      const unique = await store.collection<Priced>('unique-prices', [{ fields: ['price'], unique: true }]);
      expect(await unique.insert([{ _id: '1', price: of('1.50') }])).toEqual({ kind: 'inserted' });
      expect(await unique.insert([{ _id: '2', price: of('1.5') }])).toEqual({ kind: 'duplicate', fields: ['price'] });
      await unique.insert([{ _id: '2', price: of('-1.5') }]);
      expect(await unique.update({ _id: '2' }, { $set: { price: of('1.500') } })).toEqual({
        kind: 'duplicate',
        fields: ['price'],
      });
    });

    it('are written and returned by every operation, at any depth', async () => {
      const history = [{ price: of('0.1') }, { price: of('-0.20') }];
      await prices.removeMany({});
      const inserted = await prices.upsert({ _id: '1', price: of('7') }, { $set: { history } });
      expect(inserted).toEqual({ kind: 'updated', document: { _id: '1', price: of('7'), history } });
      const pushed = await prices.update({ price: of('7.0') }, { $push: { history: { price: of('3') } } });
      expect(pushed.kind === 'updated' && pushed.document.history).toEqual([...history, { price: of('3') }]);
      expect(await prices.updateMany({ price: of('7') }, { $pull: { history: { price: of('3.0') } } })).toBe(1);
      const stored = { _id: '1', price: of('7'), history };
      expect(await prices.findOne({ history: { $elemMatch: { price: { $lt: of('0') } } } })).toEqual(stored);
      const groups = await prices.findGroups(
        { by: '_id', keys: ['1'], filter: { price: of('7') } },
        { sort: [['_id', 1]], limit: 1 },
      );
      expect(groups.get('1')).toEqual([stored]);
      expect(await prices.countGroups({ by: '_id', keys: ['1'], filter: { price: of('7') } })).toEqual(
        new Map([['1', 1]]),
      );
      expect(await prices.remove({ price: of('7') })).toEqual(stored);
    });
  });
}
