import type { Bound } from '../runtime.ts';
import type { Intention } from '../pending-writes/pending-write.ts';
import { withLeaseRenewal } from '../pending-writes/lease-renewal.ts';
import type { Outcome } from '../problems.ts';

/** Runs `work` on documents that are marked for deletion. Removes the marks that remain when it fails. */
export function whileLeaving<T>(
  bound: Bound,
  intention: Intention,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const reopen = () => bound.documents.updateMany({ '_intent.token': intention.token }, { $unset: { _intent: true } });
  return withLeaseRenewal(bound, intention, async () => {
    try {
      const done = await work();
      if (!done.ok) await reopen();
      return done;
    } catch (error) {
      // If this fails as well, recovery removes the marks once the lease has expired.
      await reopen().catch(() => undefined);
      throw error;
    }
  });
}
