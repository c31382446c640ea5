import type { Filter } from '../../store/port.ts';
import type { Document } from '../definition/documents.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { confirmUpdate, discardUpdate } from './claims.ts';
import { withCompensation } from './compensation.ts';
import { isExpired, ownedBy, type PendingWrite } from './pending-write.ts';

/** Completes or removes the pending write of a document if its lease has expired without being renewed. */
export async function recover(runtime: ResourceRuntime, document: Document): Promise<void> {
  const pendingWrite = document._intent;
  if (pendingWrite === undefined || !isExpired(runtime, pendingWrite)) return;
  const expired: Filter = { ...ownedBy(document, pendingWrite), '_intent.until': pendingWrite.until };
  if (await resolve(runtime, document, expired)) runtime.statistics.recovered++;
}

/**
 * Completes or removes an expired pending write. Returns whether `expired` still matched, so that this call resolved
 * it.
 */
async function resolve(runtime: ResourceRuntime, document: Document, expired: Filter): Promise<boolean> {
  const { documents } = runtime;
  const pendingWrite = document._intent;
  if (pendingWrite?.kind === 'arriving') {
    if (await isCommitted(runtime, pendingWrite))
      return (await documents.update(expired, confirmUpdate(runtime, pendingWrite))).kind === 'updated';
    const claimed = [{ document, token: pendingWrite.token }];
    return (await withCompensation(runtime, claimed, () => documents.remove(expired))) !== undefined;
  }
  const changed = { ...document, ...pendingWrite?.next };
  const claimed = pendingWrite?.kind === 'changing' ? [{ document: changed, token: pendingWrite.token }] : [];
  return (await withCompensation(runtime, claimed, () => documents.update(expired, discardUpdate))).kind === 'updated';
}

/** Whether the batch of a pending creation is committed. A batch that is still open is aborted first. */
async function isCommitted({ journal }: ResourceRuntime, { batch }: PendingWrite): Promise<boolean> {
  if (batch === undefined) return false;
  await journal.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
  return (await journal.batches.findOne({ _id: batch }))?.state === 'committed';
}
