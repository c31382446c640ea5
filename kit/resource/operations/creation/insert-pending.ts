import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { transient } from '../../retry.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import type { CreateResult } from '../create-result.ts';
import { allocate, allocations } from './allocate.ts';
import { findExisting, resolveDuplicate } from './resolve-duplicate.ts';

/** The maximum number of attempts to insert a document whose allocated values concurrent operations take first. */
const maxAttempts = 1000;

interface PendingInsertion {
  readonly document: Document;
  /** Is called before the document is inserted. */
  readonly onInsertion: () => void;
}

/**
 * Inserts a document with the values that its rules allocate. Allocates again if a value was taken in the meantime.
 * Succeeds with the existing document if creating it again is no error.
 */
export async function insertPending(
  runtime: ResourceRuntime,
  { document, onInsertion }: PendingInsertion,
  context: OperationContext,
): Promise<Outcome<CreateResult>> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const allocated = await allocate(runtime, document, context);
    if (!allocated.ok) return (await findExisting(runtime, document)) ?? allocated;
    onInsertion();
    const result = await runtime.documents.insert([allocated.value]);
    if (result.kind === 'inserted') return succeed({ created: true, document: allocated.value });
    const isTaken = allocations(runtime).some(({ field }) => result.fields.includes(field));
    const existing = isTaken ? undefined : await resolveDuplicate(runtime, document, result);
    if (existing !== undefined) return existing;
  }
  return fail(transient(`every value that was allocated for the ${runtime.definition.name} was taken; try again`));
}
