import type { Filter } from '../../store/port.ts';
import { purgeExpired } from '../journal.ts';
import { ruleContext } from '../rule-context.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { applyCompensation } from './compensation.ts';
import { pendingWriteFilter } from './pending-write.ts';
import { recover } from './recovery.ts';

/** Counts the documents with a pending write. */
export const countPending = ({ documents }: ResourceRuntime): Promise<number> => documents.count(pendingWriteFilter);

/** Recovers expired pending writes, applies abandoned compensations and removes expired records. */
export async function recoverExpired(runtime: ResourceRuntime): Promise<void> {
  const now = new Date();
  const expired: Filter = { $and: [pendingWriteFilter, { '_intent.until': { $lte: now } }] };
  for (const document of await runtime.documents.find(expired)) await recover(runtime, document);
  const abandoned: Filter = { at: { $lt: new Date(now.getTime() - runtime.leaseMs) } };
  for (const entry of await runtime.journal.compensations.find(abandoned)) {
    await applyCompensation(runtime, entry);
    runtime.statistics.recovered++;
  }
  for (const { _id } of await runtime.journal.batches.find(abandoned)) await removeUnusedBatch(runtime, _id);
  await purgeExpired(runtime.journal);
  for (const rule of runtime.definition.rules) await rule.maintain?.(ruleContext(runtime, runtime.systemContext));
}

/** Removes the record of a batch that no document needs. A batch that is still open can then no longer be committed. */
async function removeUnusedBatch({ documents, journal }: ResourceRuntime, _id: string): Promise<void> {
  const pending = await documents.findOne({ '_intent.token': _id });
  if (pending === undefined) await journal.batches.remove({ _id });
}
