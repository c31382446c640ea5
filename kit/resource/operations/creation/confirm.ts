import { confirmation } from '../../pending-writes/claims.ts';
import { ownedBy } from '../../pending-writes/pending-write.ts';
import type { Problem } from '../../problems.ts';
import { transient } from '../../retry.ts';
import type { Bound } from '../../runtime.ts';
import { isPendingUnder, type Reservation } from './reservation.ts';

/**
 * Confirms reserved documents with a single write: of the one document, or of the batch's state in the journal. Returns a
 * transient problem when the lease has expired and the pending write was recovered.
 */
export async function confirm(bound: Bound, { pendingWrite, results }: Reservation): Promise<Problem | undefined> {
  const { definition, documents, ledger } = bound;
  const first = results.find((each) => isPendingUnder(pendingWrite, each));
  if (first === undefined) return undefined;
  const expired = transient(`creating the ${definition.name} took too long and was undone; try again`);
  if (pendingWrite.batch === undefined) {
    const result = await documents.update(ownedBy(first.document, pendingWrite), confirmation(bound, pendingWrite));
    return result.kind === 'updated' ? undefined : expired;
  }
  const decided = await ledger.batches.update(
    { _id: pendingWrite.batch, state: 'open' },
    { $set: { state: 'committed' } },
  );
  if (decided.kind !== 'updated') return expired;
  await documents.updateMany({ '_intent.token': pendingWrite.token }, confirmation(bound, pendingWrite));
  return undefined;
}
