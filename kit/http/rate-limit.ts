import { RateLimiterMemory } from 'rate-limiter-flexible';
import { serializeItem } from 'structured-headers';
import { addressBlock } from './address-block.ts';
import { consume, secondsLeft } from '../util/fixed-window.ts';

export interface RateLimitSettings {
  /** Requests allowed per caller and window; 0 disables the limit. */
  readonly requests: number;
  readonly windowSeconds: number;
  /** Objects of one response that count as a request. */
  readonly objects: number;
  /** Whether requests from loopback addresses count. */
  readonly loopback: boolean;
  /** The length in bits of the prefix by which IPv6 addresses are counted. */
  readonly ipv6Prefix: number;
}

/** A caller's remaining quota. */
export interface Quota {
  /** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until the window resets when the quota is exceeded, else undefined. */
  readonly retryAfterSeconds: number | undefined;
}

/** Whom a request is counted against. */
export interface RateLimitSubject {
  /** The key of the authenticated caller; undefined counts against the address. */
  readonly caller: string | undefined;
  readonly address: string;
}

/** What makes a request worth several: the most of these counts. */
export interface Work {
  /** The documents that it creates, or its mutations. */
  readonly requests?: number;
  /** The objects that it reads. */
  readonly objects?: number;
}

/** Returns the key of the counter of a caller, or of the addresses that belong to one client. */
export const rateLimitKeyOf = ({ caller, address }: RateLimitSubject, ipv6Prefix: number): string =>
  caller === undefined ? `address ${addressBlock(address, ipv6Prefix)}` : `caller ${caller}`;

/** A rate limit per process, with fixed windows that start at a caller's first request. */
export interface RateLimit {
  /**
   * Counts a request, or several, against its caller, or its address when anonymous. The quota is exceeded if it was
   * used up before: requests that count together are admitted if one of them is left. Returns undefined when no limit
   * applies.
   */
  count(subject: RateLimitSubject, requests?: number): Promise<Quota | undefined>;
  /** Returns how many requests the work of one counts as, at least 1. */
  requestsOf(work: Work): number;
}

/** Loopback addresses (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3 and §2.5.5.2), as sockets write them. */
const loopbackAddress = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/;
/** Whether an address is of this machine. */
export const isLoopback = (address: string): boolean => loopbackAddress.test(address);

/** Serializes a quota as an Item with parameters (RFC 9651 §3.3), such as `"requests";q=6000;w=60`. */
const quotaItem = (parameters: Readonly<Record<string, number>>): string =>
  serializeItem('requests', new Map(Object.entries(parameters)));

/** Creates a rate limit that keeps its counters in memory. */
export function createRateLimit(settings: RateLimitSettings): RateLimit {
  const { requests, windowSeconds, loopback, ipv6Prefix } = settings;
  const limiter = new RateLimiterMemory({ points: requests, duration: windowSeconds });
  const policy = quotaItem({ q: requests, w: windowSeconds });
  return {
    requestsOf: (work) => Math.max(1, work.requests ?? 1, Math.ceil((work.objects ?? 0) / settings.objects)),
    count: async ({ caller, address }, counted = 1) => {
      if (requests === 0 || (!loopback && isLoopback(address))) return undefined;
      const state = await consume(limiter, rateLimitKeyOf({ caller, address }, ipv6Prefix), counted);
      const seconds = secondsLeft(state);
      return {
        headers: {
          'ratelimit-policy': policy,
          ratelimit: quotaItem({ r: Math.max(0, requests - state.consumedPoints), t: seconds }),
        },
        retryAfterSeconds: state.consumedPoints - counted >= requests ? seconds : undefined,
      };
    },
  };
}
