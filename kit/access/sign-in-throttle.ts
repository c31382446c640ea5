import { RateLimiterMemory } from 'rate-limiter-flexible';
import { consume, secondsLeft } from '../util/fixed-window.ts';

export interface SignInThrottleSettings {
  /** Wrong passwords in a window for one account, wherever they come from. */
  readonly perAccount: number;
  /** Wrong passwords in a window from one address, for whatever accounts. */
  readonly perAddress: number;
  readonly windowSeconds: number;
}

/** Who tries to sign in, and from where. */
export interface SignInAttempt {
  readonly username: string;
  readonly address: string;
}

/** Counts attempts to sign in: in this process, in windows of fixed length that begin with the first attempt. */
export interface SignInThrottle {
  /** Counts an attempt before it is looked at; answers for how many seconds there may be none, if that is so. */
  recordAttempt(attempt: SignInAttempt): Promise<number | undefined>;
  /** For how many seconds there may be none; counts nothing. */
  retryAfterSeconds(attempt: SignInAttempt): Promise<number | undefined>;
  /** The password was right: nothing counts against the account any more, and this attempt not against the address. */
  recordSuccess(attempt: SignInAttempt): Promise<void>;
  /** It could not be looked at: it does not count. */
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
  async function look(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
    const state = await limiter.get(key);
    return state === null || state.consumedPoints < limiter.points ? undefined : secondsLeft(state);
  }

  return {
    recordAttempt: async ({ username, address }) =>
      (await count(addresses, address)) ?? (await count(accounts, username)),
    retryAfterSeconds: async ({ username, address }) =>
      (await look(addresses, address)) ?? (await look(accounts, username)),
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
