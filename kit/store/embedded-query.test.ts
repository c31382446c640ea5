import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openEmbedded } from './embedded.ts';
import { toNedbQuery } from './embedded-query.ts';
import type { Filter } from './port.ts';

it('moves conditions to the top level of a query, where NeDB uses indexes', () => {
  const committed = { '_intent.kind': { $ne: 'arriving' } };
  expect(toNedbQuery({ $and: [{ $and: [{ _id: { $in: ['1', '2'] } }] }, committed] })).toEqual({
    ...{ _id: { $in: ['1', '2'] } },
    ...committed,
  });
  expect(toNedbQuery({ $or: [{ _id: { $gt: '1' } }] })).toEqual({ _id: { $gt: '1' } });
});

it('nests a second condition on the same field', () => {
  expect(toNedbQuery({ seat: { $gt: 1, $lt: 3 } })).toEqual({ seat: { $gt: 1 }, $and: [{ seat: { $lt: 3 } }] });
});

it('translates $in with a single value to an equality', () => {
  expect(toNedbQuery({ _id: { $in: ['1'] } })).toEqual({ _id: '1' });
  expect(toNedbQuery({ name: { $in: [null] } })).toEqual(toNedbQuery({ name: null }));
});

it('finds the matching documents for arbitrarily nested conditions', async () => {
  const number = fc.integer({ min: 0, max: 3 });
  const field = fc.constantFrom('a', 'b');
  const operator = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
  const comparison = fc
    .tuple(field, operator, number)
    .map(([name, op, value]): Filter => ({ [name]: { [op]: value } }));
  const membership = fc
    .tuple(field, fc.constantFrom('$in', '$nin'), fc.array(number, { maxLength: 3 }))
    .map(([name, op, values]): Filter => ({ [name]: { [op]: values } }));
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small' },
      comparison,
      membership,
      fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
        .map(([connective, filters]): Filter => ({ [connective]: filters })),
    ),
  }));
  const points = await (
    await openEmbedded({ directory: undefined })
  ).collection<Point>('points', [{ fields: ['a', '_id'], unique: false }]);
  const all = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].map((b) => ({ _id: `${a}${b}`, a, b })));
  await points.insert(all);
  const property = fc.asyncProperty(filter, async (generated) => {
    const found = await points.find(generated, { sort: [['_id', 1]] });
    const expected = all.filter((point) => matches(generated, point));
    expect(found.map(({ _id }) => _id)).toEqual(expected.map(({ _id }) => _id));
  });
  await fc.assert(property, { numRuns: 500 });
});

interface Point {
  readonly _id: string;
  readonly a: number;
  readonly b: number;
}

const comparators: Readonly<Record<string, (value: number, operand: number & readonly number[]) => boolean>> = {
  $eq: (value, operand) => value === operand,
  $ne: (value, operand) => value !== operand,
  $gt: (value, operand) => value > operand,
  $gte: (value, operand) => value >= operand,
  $lt: (value, operand) => value < operand,
  $lte: (value, operand) => value <= operand,
  $in: (value, operand) => operand.includes(value),
  $nin: (value, operand) => !operand.includes(value),
};

/** The reference implementation: evaluates a filter directly on a point. */
function matches(filter: Filter, point: Point): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '$and') return (value as readonly Filter[]).every((each) => matches(each, point));
    if (key === '$or') return (value as readonly Filter[]).some((each) => matches(each, point));
    if (key === '$nor') return !(value as readonly Filter[]).some((each) => matches(each, point));
    const comparison = value as Readonly<Record<string, number & readonly number[]>>;
    return Object.entries(comparison).every(([operator, operand]) =>
      comparators[operator]!(Reflect.get(point, key) as number, operand),
    );
  });
}
