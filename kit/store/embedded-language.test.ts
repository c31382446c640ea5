import { expect, it } from '@jest/globals';
import { translate } from './embedded-language.ts';

it('puts conditions at the top of a query, where indexes are looked for', () => {
  const there = { '_intent.kind': { $ne: 'arriving' } };
  expect(translate({ $and: [{ $and: [{ _id: { $in: ['1'] } }] }, there] })).toEqual({ _id: { $in: ['1'] }, ...there });
  expect(translate({ $or: [{ _id: { $gt: '1' } }] })).toEqual({ _id: { $gt: '1' } });
});

it('puts a second condition on the same field below', () => {
  expect(translate({ seat: { $gt: 1, $lt: 3 } })).toEqual({ seat: { $gt: 1 }, $and: [{ seat: { $lt: 3 } }] });
});
