import { withCompensation } from '../../pending-writes/compensation.ts';
import type { Bound } from '../../runtime.ts';
import { isPendingUnder, type Reservation } from './reservation.ts';

/** Removes reserved documents and releases what they claimed, unless their batch is committed. */
export async function compensate(bound: Bound, { pendingWrite, results }: Reservation): Promise<void> {
  const { documents, ledger } = bound;
  const { token, batch } = pendingWrite;
  if (batch !== undefined) {
    const decided = await ledger.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
    if (decided.kind !== 'updated' && (await ledger.batches.findOne({ _id: batch }))?.state === 'committed') return;
  }
  const claimed = results
    .filter((each) => isPendingUnder(pendingWrite, each))
    .map(({ document }) => ({ document, token }));
  await withCompensation(bound, claimed, () => documents.removeMany({ '_intent.token': token }));
}
