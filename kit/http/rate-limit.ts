import { RateLimiterMemory } from 'rate-limiter-flexible';
import { serializeItem } from 'structured-headers';
import { consume, secondsLeft } from '../util/fixed-window.ts';

export interface RateLimitSettings {
  /** Requests of one caller in a window; 0 is no limit. */
  readonly requests: number;
  readonly windowSeconds: number;
  /** Whether requests from the machine itself count. */
  readonly loopback: boolean;
}

/** What is left to a caller. */
export interface Quota {
  /** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until there is more, when there is none left. */
  readonly retryAfterSeconds: number | undefined;
}

/** Counts requests in this process, in windows of fixed length that begin with a caller's first one. */
export interface RateLimit {
  /** Counts a request; undefined when there is no limit for whoever sent it. */
  count(request: { readonly caller: string | undefined; readonly address: string }): Promise<Quota | undefined>;
}

/** The addresses of the machine itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3 and §2.5.5.2), as sockets write them. */
const loopbackAddress = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/;
const isLoopback = (address: string): boolean => loopbackAddress.test(address);

/** One quota as an Item with parameters (RFC 9651 §3.3), as in `"requests";q=6000;w=60`. */
const quotaItem = (parameters: Readonly<Record<string, number>>): string =>
  serializeItem('requests', new Map(Object.entries(parameters)));

export function createRateLimit({ requests, windowSeconds, loopback }: RateLimitSettings): RateLimit {
  const limiter = new RateLimiterMemory({ points: requests, duration: windowSeconds });
  const policy = quotaItem({ q: requests, w: windowSeconds });
  return {
    count: async ({ caller, address }) => {
      if (requests === 0 || (!loopback && isLoopback(address))) return undefined;
      const state = await consume(limiter, caller === undefined ? `address ${address}` : `caller ${caller}`);
      const seconds = secondsLeft(state);
      return {
        headers: {
          'ratelimit-policy': policy,
          ratelimit: quotaItem({ r: Math.max(0, requests - state.consumedPoints), t: seconds }),
        },
        retryAfterSeconds: state.consumedPoints > requests ? seconds : undefined,
      };
    },
  };
}
