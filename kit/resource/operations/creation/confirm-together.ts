import { StoreUnavailableError, type Collection } from '../../../store/port.ts';
import { coalesce } from '../../../util/coalesce.ts';
import { memoize } from '../../../util/memoize.ts';
import type { Document } from '../../definition/documents.ts';
import { claimingRules, confirmUpdate, discardUpdate } from '../../pending-writes/claims.ts';
import { ownedBy } from '../../pending-writes/pending-write.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import type { PendingDocument } from './reservation.ts';

/** The most confirmations in one write. */
const maxGroupSize = 100;

/**
 * Confirms a document, unless its pending write was recovered. Returns whether it was confirmed. Confirmations that
 * come while others are being written share the next write, if they change nothing else.
 */
export async function confirmTogether(runtime: ResourceRuntime, confirmation: PendingDocument): Promise<boolean> {
  if (claimingRules(runtime).length === 0) return confirmerOf(runtime.documents)(confirmation);
  const { document, pendingWrite } = confirmation;
  const update = confirmUpdate(runtime, pendingWrite);
  return (await runtime.documents.update(ownedBy(document, pendingWrite), update)).kind === 'updated';
}

const confirmerOf = memoize((documents: Collection<Document>) =>
  coalesce<PendingDocument, boolean>(async ([first, ...others]) => {
    if (first === undefined) return [];
    if (others.length > 0) return confirmAll(documents, [first, ...others]);
    const owned = ownedBy(first.document, first.pendingWrite);
    return [(await documents.update(owned, discardUpdate)).kind === 'updated'];
  }, maxGroupSize),
);

async function confirmAll(
  documents: Collection<Document>,
  confirmations: readonly PendingDocument[],
): Promise<readonly boolean[]> {
  const ids = { _id: { $in: confirmations.map(({ document }) => document._id) } };
  const tokens = confirmations.map(({ pendingWrite }) => pendingWrite.token);
  const confirmed = await documents.updateMany({ ...ids, '_intent.token': { $in: tokens } }, discardUpdate);
  if (confirmed === confirmations.length) return confirmations.map(() => true);
  // What is left was confirmed, since recovery removes the others. What is gone was recovered, or removed afterwards.
  const left = new Set((await documents.find(ids)).map(({ _id }) => _id));
  const goneAndConfirmed = confirmed - left.size;
  if (goneAndConfirmed > 0 && left.size + goneAndConfirmed < confirmations.length)
    throw new StoreUnavailableError('which of several documents were confirmed before they were removed is unknown');
  return confirmations.map(({ document }) => goneAndConfirmed > 0 || left.has(document._id));
}
