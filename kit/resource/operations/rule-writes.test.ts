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

it('counts all documents of a request, in one operation or in several, and an attempt once', () => {
  const context = contextOf();
  const check = (documents: readonly Document[]) =>
    tooManyRuleWrites(runtime, { rules, documents, isBatch: documents.length > 1 }, context)?.extensions['issues'];
  expect(check([lasting('a', 5), lasting('b', 6)])).toEqual([
    { field: '1.days', message: expect.stringContaining('needs 11 records for its rules, but at most 10') },
  ]);
  expect(check([lasting('a', 5), lasting('b', 5)])).toBeUndefined();
  expect(check([lasting('b', 5)])).toBeUndefined();
  expect(check([lasting('c', 1)])).toEqual([{ field: 'days', message: expect.stringContaining('needs 11') }]);
  const another = tooManyRuleWrites(runtime, { rules, documents: [lasting('c', 10)], isBatch: false }, contextOf());
  expect(another).toBeUndefined();
});

it('does not count where no rule does', () => {
  const documents = [lasting('a', 1000)];
  expect(tooManyRuleWrites(runtime, { rules: rules.slice(1), documents, isBatch: false }, contextOf())).toBeUndefined();
});
