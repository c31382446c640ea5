import type { Filter } from '../../store/port.ts';
import { forgetOld } from '../journal.ts';
import { ruleContext } from '../rule-context.ts';
import type { Bound } from '../runtime.ts';
import { applyCompensation } from './compensation.ts';
import { pendingFilter } from './pending-write.ts';
import { recover } from './recovery.ts';

/** Counts the documents with a pending write. */
export const countPending = ({ documents }: Bound): Promise<number> => documents.count(pendingFilter);

/** Maintenance: recovers expired pending writes, applies compensations that were left, and removes old records. */
export async function recoverExpired(bound: Bound): Promise<void> {
  const now = new Date();
  const expired: Filter = { $and: [pendingFilter, { '_intent.until': { $lte: now } }] };
  for (const document of await bound.documents.find(expired)) await recover(bound, document);
  const left: Filter = { at: { $lt: new Date(now.getTime() - bound.intentionMs) } };
  for (const entry of await bound.ledger.releases.find(left)) {
    await applyCompensation(bound, entry);
    bound.tally.finished++;
  }
  for (const { _id } of await bound.ledger.batches.find(left)) await forgetBatch(bound, _id);
  await forgetOld(bound.ledger);
  for (const rule of bound.definition.rules) await rule.sweep?.(ruleContext(bound, bound.system));
}

/** Removes a batch's record that no document needs. If the batch was still open, it can no longer be committed. */
async function forgetBatch({ documents, ledger }: Bound, _id: string): Promise<void> {
  const waiting = await documents.findOne({ '_intent.token': _id });
  if (waiting === undefined) await ledger.batches.remove({ _id });
}
