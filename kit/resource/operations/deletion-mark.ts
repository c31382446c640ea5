import type { ResourceRuntime } from '../runtime.ts';
import type { PendingWrite } from '../pending-writes/pending-write.ts';
import { withLeaseRenewal } from '../pending-writes/lease-renewal.ts';
import type { Outcome } from '../problems.ts';

/** Runs `work` on documents that are marked for deletion. Removes the marks that remain when it fails. */
export function withDeletionMark<T>(
  runtime: ResourceRuntime,
  pendingWrite: PendingWrite,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const unmark = () =>
    runtime.documents.updateMany({ '_intent.token': pendingWrite.token }, { $unset: { _intent: true } });
  return withLeaseRenewal(runtime, pendingWrite, async () => {
    try {
      const outcome = await work();
      if (!outcome.ok) await unmark();
      return outcome;
    } catch (error) {
      // If this fails as well, recovery removes the marks once the lease has expired.
      await unmark().catch(() => undefined);
      throw error;
    }
  });
}
