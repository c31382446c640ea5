/**
 * The longest lease, in milliseconds (`INTENTION_SECONDS` is at most this). One that seems to last longer was written by
 * a clock that is ahead of this process's.
 */
export const maxLeaseMs = 300_000;

/** A lease as it is stored. */
export interface StoredLease {
  /** Identifies the lease among all that the process sees. */
  readonly key: string;
  /** When it expires, by the clock of its writer. */
  readonly until: Date;
}

/** Judges the leases of other processes, whose clocks may differ from this one's. */
export interface LeaseObserver {
  /**
   * Whether a lease of `leaseMs` has expired. One that is longer than any lease can be expires when it has been seen
   * without a renewal for `leaseMs`, by the monotonic clock of this process.
   */
  hasExpired(lease: StoredLease, leaseMs: number): boolean;
}

/** The number of leases after which an observation is forgotten. Who sees the lease again observes it anew. */
const keptLeases = 10;

/** Creates an observer that has seen no lease. */
export function createLeaseObserver(): LeaseObserver {
  /** When each lease was first seen with each expiry, the oldest first. A renewal changes the expiry. */
  const firstSeen = new Map<string, number>();
  function forgetBefore(time: number): void {
    for (const [seen, at] of firstSeen) {
      if (at >= time) return;
      firstSeen.delete(seen);
    }
  }
  return {
    hasExpired: ({ key, until }, leaseMs) => {
      const remainingMs = until.getTime() - Date.now();
      if (remainingMs <= maxLeaseMs) return remainingMs <= 0;
      const now = performance.now();
      forgetBefore(now - keptLeases * leaseMs);
      const seen = `${key} ${until.getTime()}`;
      const since = firstSeen.get(seen) ?? now;
      firstSeen.set(seen, since);
      return now - since >= leaseMs;
    },
  };
}
