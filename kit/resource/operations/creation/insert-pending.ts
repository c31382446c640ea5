import type { Context } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { succeed, type Outcome } from '../../problems.ts';
import type { Bound } from '../../runtime.ts';
import type { Created } from '../created.ts';
import { allocate, allocations } from './allocate.ts';
import { findExisting, resolveDuplicate } from './resolve-duplicate.ts';

/** Attempts to insert a document before giving up because other writers take every allocated value first. */
const maxAttempts = 1000;

/**
 * Inserts a document with the values that its rules allocate; with others when a value was taken in the meantime. Succeeds
 * with the existing document where creating it again is no error.
 */
export async function insertPending(bound: Bound, document: Document, context: Context): Promise<Outcome<Created>> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const allocated = await allocate(bound, document, context);
    if (!allocated.ok) return (await findExisting(bound, document)) ?? allocated;
    const result = await bound.documents.insert([allocated.value]);
    if (result.kind === 'inserted') return succeed({ created: true, document: allocated.value });
    const isTaken = allocations(bound).some(({ field }) => result.fields.includes(field));
    const existing = isTaken ? undefined : await resolveDuplicate(bound, document, result);
    if (existing !== undefined) return existing;
  }
  throw new Error(
    `cannot insert a ${bound.definition.name}: every allocated value was taken in ${maxAttempts} attempts`,
  );
}
