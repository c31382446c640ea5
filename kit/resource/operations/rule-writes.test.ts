import { expect, it } from '@jest/globals';
import { root } from '../../access/caller.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import { defaultLimits } from '../limits.ts';
import { tooManyRuleWrites } from './rule-writes.ts';

const runtime = { limits: { ...defaultLimits, ruleWrites: 10 } };
const rules: readonly Rule[] = [
  { problems: [], on: ['days'], writes: { count: (document) => Number(document['days']), field: 'days' } },
  { problems: [], on: ['days'] },
];
const contextOf = () => ({ caller: root }) as unknown as OperationContext;
const lasting = (_id: string, days: number): Document => ({ _id, _etag: '', days }) as unknown as Document;

it('counts all documents of a request together, and a repeated attempt once', () => {
  const context = contextOf();
  const check = (key: string, days: number, index?: number) =>
    tooManyRuleWrites(runtime, { rules, key, document: lasting(key, days), index }, context)?.extensions['issues'];
  expect([check('a', 5), check('b', 5, 1), check('b', 5, 1)]).toEqual([undefined, undefined, undefined]);
  expect(check('c', 1, 2)).toEqual([
    { field: '2.days', message: expect.stringContaining('needs more than 10 records for its rules') },
  ]);
  expect(check('c', 1)).toMatchObject([{ field: 'days' }]);
  const document = lasting('c', 10);
  expect(tooManyRuleWrites(runtime, { rules, key: 'c', document, index: 0 }, contextOf())).toBeUndefined();
});

it('does not count where no rule does', () => {
  const written = { rules: rules.slice(1), key: 'a', document: lasting('a', 1000), index: undefined };
  expect(tooManyRuleWrites(runtime, written, contextOf())).toBeUndefined();
});
