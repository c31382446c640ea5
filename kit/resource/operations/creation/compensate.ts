import { withCompensation } from '../../pending-writes/compensation.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import { isPendingUnder, type Reservation } from './reservation.ts';

/** Removes reserved documents and releases what they claimed, unless their batch is committed. */
export async function compensate(
  runtime: ResourceRuntime,
  { pendingWrite, results, isInserting }: Reservation,
): Promise<void> {
  const { documents, journal } = runtime;
  const { token, batch } = pendingWrite;
  if (batch !== undefined) {
    const decided = await journal.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
    if (decided.kind !== 'updated' && (await journal.batches.findOne({ _id: batch }))?.state === 'committed') return;
  }
  if (!isInserting) return;
  const claimed = results
    .filter((each) => isPendingUnder(pendingWrite, each))
    .map(({ document }) => ({ document, token }));
  await withCompensation(runtime, claimed, () => documents.removeMany({ '_intent.token': token }));
}
