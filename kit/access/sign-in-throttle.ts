import { LRUCache } from 'lru-cache';
import { addressBlock } from '../http/address-block.ts';
import { createFingerprint } from './fingerprint.ts';

export interface SignInThrottleSettings {
  /**
   * Failed attempts per window for one account from one address. As many from all addresses that the account has not
   * signed in from lately make further attempts from such addresses wait.
   */
  readonly perAccount: number;
  /** Failed attempts per window from one address, for any account. */
  readonly perAddress: number;
  /** The length of a window in seconds. */
  readonly windowSeconds: number;
  /** The longest wait between two attempts for an account, from addresses that it has not signed in from lately. */
  readonly maxDelaySeconds: number;
  /** Seconds for which an address counts as one that the account signed in from. */
  readonly knownAddressSeconds: number;
  /** Most accounts, addresses and pairs of both that are kept in memory, each. */
  readonly maxEntries: number;
  /** The length in bits of the prefix by which IPv6 addresses are counted. */
  readonly ipv6Prefix: number;
}

/** An attempt to sign in: the username and the client's network address. */
export interface SignInAttempt {
  readonly username: string;
  readonly address: string;
}

/** The decision on an attempt. An admitted one counts as failed until its outcome is reported. */
export type SignInAdmission =
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | {
      readonly kind: 'admitted';
      /** Reports that the password was right: the account knows the address from now on. */
      readonly succeeded: () => void;
      /** Reports that the password could not be checked. */
      readonly revoked: () => void;
    };

/** Limits failed attempts to sign in. It counts in this process, in fixed windows that begin with the first attempt. */
export interface SignInThrottle {
  /** Decides on an attempt before its password is checked. */
  admit(attempt: SignInAttempt): SignInAdmission;
}

/** The failed attempts of one window. Times are in milliseconds, by the monotonic clock. */
interface FailureCount {
  failures: number;
  /** When the next attempt is allowed. */
  allowedFrom: number;
  readonly endsAt: number;
}

/** Counters that each last for one window; those that were used longest ago give way to new ones. */
interface FailureCounts {
  /** Returns the count of the current window; one without failures if there is none. */
  get(key: string): FailureCount;
  add(key: string): FailureCount;
  subtract(key: string): void;
  delete(key: string): void;
}

/** Creates a cache that grows with its entries: `max` would allocate the memory of all when a service starts. */
const createGrowingCache = <V extends object | number>(maxEntries: number): LRUCache<string, V> =>
  new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 });

function createCounts({ windowSeconds, maxEntries }: SignInThrottleSettings): FailureCounts {
  const counts = createGrowingCache<FailureCount>(maxEntries);
  const get = (key: string): FailureCount => {
    const count = counts.get(key);
    const isCurrent = count !== undefined && count.endsAt > performance.now();
    return isCurrent ? count : { failures: 0, allowedFrom: 0, endsAt: performance.now() + windowSeconds * 1000 };
  };
  return {
    get,
    add: (key) => {
      const count = get(key);
      count.failures++;
      counts.set(key, count);
      return count;
    },
    subtract: (key) => {
      const count = get(key);
      count.failures = Math.max(0, count.failures - 1);
    },
    delete: (key) => void counts.delete(key),
  };
}

/** Returns the whole seconds until a time of the monotonic clock; at least 1 unless it has passed. */
const secondsUntil = (time: number): number => Math.max(0, Math.ceil((time - performance.now()) / 1000));

/**
 * Creates a throttle with three bounds. An address may fail for any accounts `perAddress` times, and for one account
 * `perAccount` times. After `perAccount` failures for an account from addresses that are unknown to it, attempts from
 * such addresses are allowed one at a time, after a wait that doubles from 1 second. Addresses that have failed for the
 * account, and those that have not, wait for their own kind only: an attacker's retries do not keep the owner out at a
 * new address. An address that the account signed in from lately does not wait at all. Memory is bounded: keys are
 * hashes, and at most `maxEntries` of each kind are kept.
 */
export function createSignInThrottle(settings: SignInThrottleSettings): SignInThrottle {
  const { perAccount, perAddress, maxDelaySeconds, knownAddressSeconds, maxEntries, ipv6Prefix } = settings;
  const fingerprintOf = createFingerprint();
  const [addresses, pairs, accounts] = [createCounts(settings), createCounts(settings), createCounts(settings)];
  /** Pair of an account and an address → until when the address is known. */
  const known = createGrowingCache<number>(maxEntries);

  /** Returns the seconds until an unknown address may try, at the latest when the window ends; 0 if it may now. */
  function waitFor(account: string): number {
    const { failures, allowedFrom, endsAt } = accounts.get(account);
    return failures < perAccount ? 0 : secondsUntil(Math.min(allowedFrom, endsAt));
  }

  function addUnknown(account: string): void {
    const count = accounts.add(account);
    const delaySeconds = Math.min(maxDelaySeconds, 2 ** Math.max(0, count.failures - perAccount));
    count.allowedFrom = performance.now() + delaySeconds * 1000;
  }

  return {
    admit: ({ username, address: clientAddress }) => {
      const address = addressBlock(clientAddress, ipv6Prefix);
      const from = fingerprintOf('address', address);
      const pair = fingerprintOf('pair', username, address);
      const isKnown = (known.get(pair) ?? 0) > performance.now();
      const throttled = (retryAfterSeconds: number) => ({ kind: 'throttled', retryAfterSeconds }) as const;
      const [fromAddress, fromPair] = [addresses.get(from), pairs.get(pair)];
      if (fromAddress.failures >= perAddress) return throttled(secondsUntil(fromAddress.endsAt));
      if (fromPair.failures >= perAccount) return throttled(secondsUntil(fromPair.endsAt));
      const account = fingerprintOf('account', username, fromPair.failures > 0 ? 'failed' : 'new');
      const wait = isKnown ? 0 : waitFor(account);
      if (wait > 0) return throttled(wait);
      addresses.add(from);
      pairs.add(pair);
      if (!isKnown) addUnknown(account);
      const revoked = () => {
        addresses.subtract(from);
        pairs.subtract(pair);
        if (!isKnown) accounts.subtract(account);
      };
      const succeeded = () => {
        revoked();
        pairs.delete(pair);
        known.set(pair, performance.now() + knownAddressSeconds * 1000);
      };
      return { kind: 'admitted', succeeded, revoked };
    },
  };
}
