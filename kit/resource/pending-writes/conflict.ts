import type { Document } from '../definition/documents.ts';
import { fail, type Outcome } from '../problems.ts';
import { transient } from '../retry.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { recover } from './recovery.ts';

/**
 * Fails with a transient problem because a concurrent operation has a pending write on the document. Recovers the
 * pending write first if it has expired, so that the next attempt can succeed.
 */
export async function conflictWithPendingWrite(runtime: ResourceRuntime, document: Document): Promise<Outcome<never>> {
  await recover(runtime, document);
  return fail(
    transient(
      `the ${runtime.definition.name} is being created, changed or removed by a concurrent operation; try again`,
    ),
  );
}
