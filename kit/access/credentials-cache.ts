import { LRUCache } from 'lru-cache';
import { createFingerprint } from './fingerprint.ts';

/** A username and a password. */
export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

/** Returns the cached result for credentials, or checks them. Concurrent checks of the same credentials share one. */
export type CredentialsCache<Result> = (
  credentials: PasswordCredentials,
  check: () => Promise<Result>,
) => Promise<Result>;

const maxEntries = 10_000;

/**
 * Creates a cache of the results of checking credentials, under a keyed hash of them. `lifetimeMs` returns how long a
 * result may be kept; undefined or a number below 1 forbids it. Time is measured with a monotonic clock.
 */
export function createCredentialsCache<Result extends object>(
  lifetimeMs: (result: Result) => number | undefined,
): CredentialsCache<Result> {
  const fingerprintOf = createFingerprint();
  const kept = new LRUCache<string, Result>({ max: maxEntries, ttl: 1, ttlAutopurge: false });
  const inFlight = new Map<string, Promise<Result>>();

  async function checkAndKeep(fingerprint: string, check: () => Promise<Result>): Promise<Result> {
    const result = await check();
    const ttl = lifetimeMs(result) ?? 0;
    if (ttl >= 1) kept.set(fingerprint, result, { ttl });
    return result;
  }

  return async ({ username, password }, check) => {
    const fingerprint = fingerprintOf(username, password);
    const shared = kept.get(fingerprint) ?? inFlight.get(fingerprint);
    if (shared !== undefined) return shared;
    const result = checkAndKeep(fingerprint, check).finally(() => inFlight.delete(fingerprint));
    inFlight.set(fingerprint, result);
    return result;
  };
}
