import type { Outcome } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';
import type { Undo } from './failed-undos.ts';
import type { PendingWrite } from './pending-write.ts';

/** The number of renewals per lease, so that the lease survives a failed renewal. */
const renewalsPerLease = 3;

/** What an operation does under a pending write. */
export interface PendingWork<T> {
  readonly work: () => Promise<Outcome<T>>;
  readonly undo: Undo;
}

/**
 * Executes the work of a pending write and renews its lease in the meantime. Undoes the work if it fails or throws.
 */
export const executePendingWrite = <T>(
  runtime: ResourceRuntime,
  pendingWrite: PendingWrite,
  { work, undo }: PendingWork<T>,
): Promise<Outcome<T>> =>
  withLeaseRenewal(runtime, pendingWrite, async () => {
    try {
      const outcome = await work();
      if (!outcome.ok) await undo();
      return outcome;
    } catch (error) {
      // If this fails as well, recovery undoes the work once the lease has expired. If that was before a claim that was
      // made too late, nobody else knows of the claim.
      await undo().catch(() => runtime.failedUndos.add(undo));
      throw error;
    }
  });

/** Renews the lease of a pending write on all of its documents while `work` runs. */
async function withLeaseRenewal<T>(
  runtime: ResourceRuntime,
  { token }: PendingWrite,
  work: () => Promise<T>,
): Promise<T> {
  const renew = async (): Promise<void> => {
    const until = new Date(Date.now() + runtime.leaseMs);
    await runtime.documents.updateMany({ '_intent.token': token }, { $set: { '_intent.until': until } });
  };
  // Without renewal the lease expires; once the pending write is recovered, the store refuses to confirm it.
  const timer = setInterval(() => void renew().catch(() => undefined), runtime.leaseMs / renewalsPerLease);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
