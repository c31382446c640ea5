import type { Document } from '../definition/documents.ts';
import { fail, type Outcome } from '../problems.ts';
import { transient } from '../retry.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { recover } from './recovery.ts';

/**
 * Fails with a transient problem because another writer has a pending write on the document. An expired one is recovered
 * first, so that the next attempt may succeed.
 */
export async function conflictWithPendingWrite(runtime: ResourceRuntime, document: Document): Promise<Outcome<never>> {
  await recover(runtime, document);
  return fail(transient(`the ${runtime.definition.name} is being created, changed or removed by others; try again`));
}
