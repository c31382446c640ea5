import { describe, expect, it } from '@jest/globals';
import { root } from '../../access/caller.ts';
import { invalidInput } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import { defaultLimits } from '../limits.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import type { ReferenceQuery } from '../remote-resources.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { checkReferences } from './check-references.ts';

const runtime = {
  limits: defaultLimits,
  referrers: { all: async () => succeed([{ resource: 'note', relation: 'book', onRemoval: 'cascade' }]) },
} as unknown as ResourceRuntime;

/** A service with so many notes on books, which records the removals that are asked for. */
function openNotes(notes: Map<string, number>, remove: () => Outcome<void> = () => succeed(undefined)) {
  const asked: (readonly string[])[] = [];
  const remote = {
    href: () => undefined,
    countReferrers: async (_resource: string, { ids }: ReferenceQuery) => {
      const settled = ids.reduce((total, id) => total + (notes.get(id) ?? 0), 0);
      return succeed({ settled, visible: settled, pending: 0 });
    },
    removeReferrers: async (_resource: string, { ids }: ReferenceQuery) => {
      asked.push(ids);
      const removed = remove();
      if (removed.ok) for (const id of ids) notes.delete(id);
      return removed;
    },
  } as unknown as OperationContext['remote'];
  const context: OperationContext = { caller: root, remote, collection: () => Promise.reject(new Error('unused')) };
  return { context, asked, notes };
}

describe('a removal that cascades from many documents', () => {
  const ids = Array.from({ length: 2500 }, (_, index) => `book-${index}`);
  const check = (context: OperationContext) => checkReferences(runtime, { ids, cascade: false }, context);

  it('is one request for a thousand of them, if any is referred to', async () => {
    const { context, asked, notes } = openNotes(
      new Map([
        ['book-7', 600],
        ['book-2400', 1],
      ]),
    );
    expect(await check(context)).toEqual(succeed(undefined));
    expect([asked, notes.size]).toEqual([[ids.slice(0, 1000), ids.slice(2000)], 0]);
  });

  it('is one for fewer of them, if more than a thousand documents refer to these', async () => {
    const counts = { 'book-7': 600, 'book-600': 600, 'book-601': 5000 };
    const { context, asked, notes } = openNotes(new Map(Object.entries(counts)));
    expect(await check(context)).toEqual(succeed(undefined));
    const removed = asked.map((each) => Object.keys(counts).filter((id) => each.includes(id)));
    expect([removed, notes.size]).toEqual([[['book-7'], ['book-600'], ['book-601']], 0]);
  });

  it('ends with the first problem', async () => {
    const problem = fail(invalidInput([{ field: 'note', message: 'is locked' }]));
    const { context, asked } = openNotes(new Map(ids.map((id) => [id, 1])), () => problem);
    expect(await check(context)).toEqual(problem);
    expect(asked).toEqual([ids.slice(0, 1000)]);
  });
});
