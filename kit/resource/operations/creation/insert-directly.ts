import type { Document } from '../../definition/documents.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient, withRetry } from '../../retry.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import type { CreateResult } from '../create-result.ts';
import { resolveDuplicate } from './resolve-duplicate.ts';

/** Inserts one document that refers to nothing and claims nothing, with a single write and no pending write. */
export const insertDirectly = (runtime: ResourceRuntime, document: Document): Promise<Outcome<CreateResult>> =>
  withRetry(async () => {
    const inserted = await runtime.documents.insert([document]);
    if (inserted.kind === 'inserted') return succeed({ created: true, document });
    const existing = await resolveDuplicate(runtime, document, inserted);
    return existing ?? fail(transient('the document with the same values has just been removed; try again'));
  }, runtime.limits);
