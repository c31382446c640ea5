import type { Document } from '../../definition/documents.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient, withRetry } from '../../retry.ts';
import type { Bound } from '../../runtime.ts';
import type { Created } from '../created.ts';
import { resolveDuplicate } from './resolve-duplicate.ts';

/** Inserts one document that refers to nothing and claims nothing, with a single write and no pending write. */
export const insertDirectly = (bound: Bound, document: Document): Promise<Outcome<Created>> =>
  withRetry(async () => {
    const inserted = await bound.documents.insert([document]);
    if (inserted.kind === 'inserted') return succeed({ created: true, document });
    const existing = await resolveDuplicate(bound, document, inserted);
    return existing ?? fail(transient('the document with the same values has just been removed; try again'));
  });
