/**
 * Tokens of leases that this process has given up, but perhaps not in the store, which did not respond: a repetition
 * takes them over at once.
 */
export interface GivenUpLeases {
  add(token: string): void;
  has(token: string): boolean;
}

/** The number of leases that are remembered as given up. */
const maxLeases = 10_000;

/** Creates an empty set. It forgets the oldest tokens above a number, and those whose lease has expired anyway. */
export function createGivenUpLeases(leaseMs: number): GivenUpLeases {
  /** When each lease expires, the oldest first. */
  const expiries = new Map<string, number>();
  function forgetExpired(): void {
    for (const [token, at] of expiries) {
      if (at > performance.now() && expiries.size <= maxLeases) return;
      expiries.delete(token);
    }
  }
  return {
    add: (token) => {
      expiries.set(token, performance.now() + leaseMs);
      forgetExpired();
    },
    has: (token) => {
      forgetExpired();
      return expiries.has(token);
    },
  };
}
