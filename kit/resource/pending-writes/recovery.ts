import type { Filter } from '../../store/port.ts';
import type { Document } from '../definition/documents.ts';
import type { Bound } from '../runtime.ts';
import { confirmation, removal } from './claims.ts';
import { withCompensation } from './compensation.ts';
import { isExpired, ownedBy, type Intention } from './pending-write.ts';

/** Completes or removes the pending write of a document if its lease has expired and nobody has renewed it. */
export async function recover(bound: Bound, document: Document): Promise<void> {
  const pendingWrite = document._intent;
  if (pendingWrite === undefined || !isExpired(pendingWrite)) return;
  const expired: Filter = { ...ownedBy(document, pendingWrite), '_intent.until': pendingWrite.until };
  if (await resolve(bound, document, expired)) bound.tally.finished++;
}

/** Decides what becomes of an expired pending write. Returns whether it still was the one that `expired` matches. */
async function resolve(bound: Bound, document: Document, expired: Filter): Promise<boolean> {
  const { documents } = bound;
  const pendingWrite = document._intent;
  if (pendingWrite?.kind === 'arriving') {
    if (await isCommitted(bound, pendingWrite))
      return (await documents.update(expired, confirmation(bound, pendingWrite))).kind === 'updated';
    const claimed = [{ document, token: pendingWrite.token }];
    return (await withCompensation(bound, claimed, () => documents.remove(expired))) !== undefined;
  }
  const changed = { ...document, ...pendingWrite?.next };
  const claimed = pendingWrite?.kind === 'changing' ? [{ document: changed, token: pendingWrite.token }] : [];
  return (await withCompensation(bound, claimed, () => documents.update(expired, removal))).kind === 'updated';
}

/** Whether the batch of a pending creation is committed. A batch that is still open is aborted first. */
async function isCommitted({ ledger }: Bound, { batch }: Intention): Promise<boolean> {
  if (batch === undefined) return false;
  await ledger.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
  return (await ledger.batches.findOne({ _id: batch }))?.state === 'committed';
}
