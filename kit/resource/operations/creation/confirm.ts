import { confirmUpdate } from '../../pending-writes/claims.ts';
import type { Problem } from '../../problems.ts';
import { transient } from '../../retry.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import { confirmTogether } from './confirm-together.ts';
import { isPendingUnder, type Reservation } from './reservation.ts';

/**
 * Confirms reserved documents with a single write: of the one document, or of the batch's state in the journal. Returns a
 * transient problem when the lease has expired and the pending write was recovered.
 */
export async function confirm(
  runtime: ResourceRuntime,
  { pendingWrite, results }: Reservation,
): Promise<Problem | undefined> {
  const { definition, documents, journal } = runtime;
  const first = results.find((each) => isPendingUnder(pendingWrite, each));
  if (first === undefined) return undefined;
  const expired = transient(`creating the ${definition.name} took too long and was undone; try again`);
  if (pendingWrite.batch === undefined)
    return (await confirmTogether(runtime, { document: first.document, pendingWrite })) ? undefined : expired;
  const decided = await journal.batches.update(
    { _id: pendingWrite.batch, state: 'open' },
    { $set: { state: 'committed' } },
  );
  if (decided.kind !== 'updated') return expired;
  await documents.updateMany({ '_intent.token': pendingWrite.token }, confirmUpdate(runtime, pendingWrite));
  return undefined;
}
