import { addressBlock } from '../../../kit/http/address-block.ts';
import { isLoopback, type RateLimitSettings } from '../../../kit/http/rate-limit.ts';
import type { SubscriptionEnd } from './subscription-end.ts';

export interface OpenSubscriptionsSettings {
  /** The most subscriptions that are open at the same time. */
  readonly max: number;
  /** The most of one client address; 0 is no limit. */
  readonly maxPerAddress: number;
  /** Whether loopback addresses count, and the prefix by which IPv6 addresses do. */
  readonly rate: Pick<RateLimitSettings, 'loopback' | 'ipv6Prefix'>;
}

/** What is kept of an open subscription. */
export interface OpenSubscription {
  /** The name of the service that sends its events, and the URL that they come from. */
  readonly service: string;
  readonly url: string;
  end(end: SubscriptionEnd): void;
}

/** A place for a subscription, until it is left. */
export interface SubscriptionPlace {
  /** Fills the place. A subscription that comes after the gateway has begun to stop ends at once. */
  fill(subscription: OpenSubscription): void;
  /** Idempotent. */
  leave(): void;
}

/** The subscriptions that are open at a gateway. */
export interface OpenSubscriptions {
  /** Returns a place for a subscription of a client address, or the limit that is reached. */
  reserve(address: string): SubscriptionPlace | 'total' | 'address';
  /** Returns how many are open or begin. */
  count(): number;
  /** Ends those whose service has another URL now, or none. */
  endMoved(urlOf: (service: string) => string | undefined): void;
  /** Ends all, and whatever begins later. Idempotent. */
  close(): void;
}

/** Creates the open subscriptions of a gateway. */
export function createOpenSubscriptions({ max, maxPerAddress, rate }: OpenSubscriptionsSettings): OpenSubscriptions {
  const open = new Set<OpenSubscription>();
  const counts = new Map<string, number>();
  let [count, isClosed] = [0, false];
  const add = (key: string, more: 1 | -1): void => {
    const next = (counts.get(key) ?? 0) + more;
    count += more;
    if (next === 0) counts.delete(key);
    else counts.set(key, next);
  };
  return {
    reserve: (address) => {
      const isLimited = maxPerAddress > 0 && (rate.loopback || !isLoopback(address));
      const key = addressBlock(address, rate.ipv6Prefix);
      if (count >= max) return 'total';
      if (isLimited && (counts.get(key) ?? 0) >= maxPerAddress) return 'address';
      add(key, 1);
      let filled: OpenSubscription | undefined;
      let hasLeft = false;
      return {
        fill: (subscription) => {
          filled = subscription;
          open.add(subscription);
          if (isClosed) subscription.end('shutdown');
        },
        leave: () => {
          if (hasLeft) return;
          hasLeft = true;
          add(key, -1);
          if (filled !== undefined) open.delete(filled);
        },
      };
    },
    count: () => count,
    endMoved: (urlOf) => {
      for (const subscription of [...open])
        if (urlOf(subscription.service) !== subscription.url) subscription.end('moved');
    },
    close: () => {
      isClosed = true;
      for (const subscription of [...open]) subscription.end('shutdown');
    },
  };
}
