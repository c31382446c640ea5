import { RateLimiterMemory } from 'rate-limiter-flexible';
import { consume, secondsLeft } from '../util/fixed-window.ts';

export interface SignInThrottleSettings {
  /** Failed attempts per window for one account, from any address. */
  readonly perAccount: number;
  /** Failed attempts per window from one address, for any account. */
  readonly perAddress: number;
  /** The length of a window in seconds. */
  readonly windowSeconds: number;
}

/** An attempt to sign in: the username and the client's network address. */
export interface SignInAttempt {
  readonly username: string;
  readonly address: string;
}

/** Limits failed attempts to sign in. It counts in this process, in fixed windows that begin with the first attempt. */
export interface SignInThrottle {
  /** Counts an attempt before its password is checked; returns the seconds to wait if the attempt exceeds a limit. */
  recordAttempt(attempt: SignInAttempt): Promise<number | undefined>;
  /** Returns the seconds to wait if a limit has been reached; counts nothing. */
  retryAfterSeconds(attempt: SignInAttempt): Promise<number | undefined>;
  /** Resets the count of the account after a successful attempt, and takes the attempt off the count of the address. */
  recordSuccess(attempt: SignInAttempt): Promise<void>;
  /** Takes back an attempt whose password could not be checked. */
  revokeAttempt(attempt: SignInAttempt): Promise<void>;
}

export function createSignInThrottle({
  perAccount,
  perAddress,
  windowSeconds,
}: SignInThrottleSettings): SignInThrottle {
  const accounts = new RateLimiterMemory({ points: perAccount, duration: windowSeconds });
  const addresses = new RateLimiterMemory({ points: perAddress, duration: windowSeconds });

  async function count(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
    const state = await consume(limiter, key);
    return state.consumedPoints > limiter.points ? secondsLeft(state) : undefined;
  }

  async function peek(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
    const state = await limiter.get(key);
    return state === null || state.consumedPoints < limiter.points ? undefined : secondsLeft(state);
  }

  return {
    recordAttempt: async ({ username, address }) =>
      (await count(addresses, address)) ?? (await count(accounts, username)),
    retryAfterSeconds: async ({ username, address }) =>
      (await peek(addresses, address)) ?? (await peek(accounts, username)),
    recordSuccess: async ({ username, address }) => {
      await accounts.delete(username);
      await addresses.reward(address);
    },
    revokeAttempt: async ({ username, address }) => {
      await accounts.reward(username);
      await addresses.reward(address);
    },
  };
}
