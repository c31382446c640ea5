import { expect, it } from '@jest/globals';
import model from '@seald-io/nedb/lib/model.js';
import fc from 'fast-check';
import { compileQuery } from './embedded-match.ts';
import type { NedbQuery } from './embedded-query.ts';

const plain = fc.constantFrom<unknown>(null, true, false, 0, 1, 2, '', 'a', 'b', new Date(0), new Date(1));
const value = fc.oneof(plain, fc.array(plain, { maxLength: 2 }), fc.constant(undefined));
const nested = fc.record({ c: value, d: value }, { requiredKeys: [], noNullPrototype: true });
const part = fc.oneof(value, nested, fc.array(nested, { maxLength: 2 }));
const document = fc.record({ a: part, b: part }, { requiredKeys: [], noNullPrototype: true });

const operators = fc.oneof(
  fc.record({ $ne: plain }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $in: fc.array(plain, { maxLength: 3 }) }),
  fc.record({ $gte: plain, $lt: plain }, { requiredKeys: ['$gte'] }),
  fc.record({ $gt: plain, $lte: plain }, { requiredKeys: ['$gt'] }),
  fc.record({ $regex: fc.constantFrom(/a/, /^$/) }),
  fc.record({ $elemMatch: fc.record({ c: plain }) }),
);
const condition = fc
  .tuple(fc.constantFrom('a', 'b', 'a.c', 'a.d', 'b.c', 'a.0.c'), fc.oneof(plain, operators))
  .map(([path, test]): NedbQuery => ({ [path]: test }));
const { query } = fc.letrec<{ query: NedbQuery }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small' },
    condition,
    fc.tuple(condition, condition).map(([one, other]) => ({ ...one, ...other })),
    fc.constant({}),
    tie('query').map((each) => ({ $not: each })),
    fc
      .tuple(fc.constantFrom('$and', '$or'), fc.array(tie('query'), { maxLength: 3 }))
      .map(([connective, queries]) => ({ [connective]: queries })),
  ),
}));

it('a compiled query matches the documents that NeDB matches', () => {
  const counts = { true: 0, false: 0 };
  fc.assert(
    fc.property(query, document, (generatedQuery, generatedDocument) => {
      const expected = model.match(generatedDocument, generatedQuery);
      counts[`${expected}`]++;
      expect(compileQuery(generatedQuery)(generatedDocument)).toBe(expected);
    }),
    { numRuns: 20_000 },
  );
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(1000);
});
