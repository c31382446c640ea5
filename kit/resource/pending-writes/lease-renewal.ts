import type { ResourceRuntime } from '../runtime.ts';
import type { PendingWrite } from './pending-write.ts';

/** The number of renewals per lease, so that the lease survives a failed renewal. */
const renewalsPerLease = 3;

/** Renews the lease of a pending write on all of its documents while `work` runs. */
export async function withLeaseRenewal<T>(
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
