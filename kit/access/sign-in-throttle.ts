import { RateLimiterMemory } from 'rate-limiter-flexible';
import { consume, secondsLeft } from '../util/fixed-window.ts';

export interface ThrottleSettings {
  /** Wrong passwords in a window for one account, wherever they come from. */
  readonly perAccount: number;
  /** Wrong passwords in a window from one address, for whatever accounts. */
  readonly perAddress: number;
  readonly windowSeconds: number;
}

/** Who tries to sign in, and from where. */
export interface Attempt {
  readonly username: string;
  readonly address: string;
}

/** Counts attempts to sign in: in this process, in windows of fixed length that begin with the first attempt. */
export interface Throttle {
  /** Counts an attempt before it is looked at; answers for how many seconds there may be none, if that is so. */
  begin(attempt: Attempt): Promise<number | undefined>;
  /** For how many seconds there may be none; counts nothing. */
  blocked(attempt: Attempt): Promise<number | undefined>;
  /** The password was right: nothing counts against the account any more, and this attempt not against the address. */
  passed(attempt: Attempt): Promise<void>;
  /** It could not be looked at: it does not count. */
  uncounted(attempt: Attempt): Promise<void>;
}

export function createThrottle({ perAccount, perAddress, windowSeconds }: ThrottleSettings): Throttle {
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
    begin: async ({ username, address }) => (await count(addresses, address)) ?? (await count(accounts, username)),
    blocked: async ({ username, address }) => (await look(addresses, address)) ?? (await look(accounts, username)),
    passed: async ({ username, address }) => {
      await accounts.delete(username);
      await addresses.reward(address);
    },
    uncounted: async ({ username, address }) => {
      await accounts.reward(username);
      await addresses.reward(address);
    },
  };
}
