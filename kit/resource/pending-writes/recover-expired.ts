import type { Filter } from '../../store/port.ts';
import { purgeExpired, type Batch } from '../journal.ts';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { applyCompensation } from './compensation.ts';
import { maxLeaseMs } from './lease-observer.ts';
import { pendingWriteFilter } from './pending-write.ts';
import { recover } from './recovery.ts';

/** Counts the documents with a pending write. */
export const countPending = ({ documents }: ResourceRuntime): Promise<number> => documents.count(pendingWriteFilter);

/** Matches dates in a field that are past, or so far in the future that another clock must have written them. */
const pastOrImplausible = (field: string, { now, past }: { readonly now: number; readonly past: number }): Filter => ({
  $or: [{ [field]: { $lte: new Date(past) } }, { [field]: { $gt: new Date(now + maxLeaseMs) } }],
});

/** Recovers expired pending writes, applies abandoned compensations, removes expired records, repeats undos that failed. */
export async function recoverExpired(runtime: ResourceRuntime): Promise<void> {
  const { documents, journal, leaseMs, leases } = runtime;
  const now = Date.now();
  const expired: Filter = { $and: [pendingWriteFilter, pastOrImplausible('_intent.until', { now, past: now })] };
  for (const document of await documents.find(expired)) await recover(runtime, document);
  const abandoned = pastOrImplausible('at', { now, past: now - leaseMs });
  const isAbandoned = (kind: string, { _id, at }: { readonly _id: string; readonly at: Date }): boolean =>
    leases.hasExpired({ key: `${kind} ${_id}`, until: new Date(at.getTime() + leaseMs) }, leaseMs);
  for (const entry of await journal.compensations.find(abandoned)) {
    if (!isAbandoned('compensation', entry)) continue;
    if (await applyCompensation(runtime, entry)) runtime.statistics.recovered++;
  }
  for (const batch of await journal.batches.find(abandoned))
    if (isAbandoned('batch', batch)) await removeUnusedBatch(runtime, batch);
  await purgeExpired(journal);
  for (const rule of runtime.definition.rules) await rule.maintain?.(ruleContext(runtime, runtime.systemContext));
  // At the end: what cannot be undone keeps nothing else from being done.
  await runtime.failedUndos.repeat();
}

/**
 * Removes the record of a batch that no document needs. A batch that is still open can then no longer be committed; one
 * that was committed since it was read stays.
 */
async function removeUnusedBatch({ documents, journal }: ResourceRuntime, { _id, state }: Batch): Promise<void> {
  const pending = await documents.findOne({ '_intent.token': _id });
  if (pending === undefined) await journal.batches.remove({ _id, state });
}
