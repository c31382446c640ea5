import { subscriptionEnds, tooManyOfCaller, tooManySubscriptions } from './endings.ts';
import type { SubscriptionRequest } from './subscription-request.ts';

/** How many subscriptions are open. */
export interface SubscriptionLimits {
  /** The most of all callers. */
  readonly max: number;
  /** The most of one caller; 0 is no limit. */
  readonly maxPerCaller: number;
}

/** What is counted of a subscription, and ends it. */
type CountedSubscription = Pick<SubscriptionRequest<unknown>, 'subject' | 'end'>;

/** The open subscriptions of a service. */
export interface OpenSubscriptions {
  /**
   * Adds a subscription. Returns the function that removes it.
   * @throws GraphQLError if there are too many, or the service is stopping
   */
  add(subscription: CountedSubscription): () => void;
  /** Ends all subscriptions, and refuses others. Idempotent. */
  close(): void;
}

export function createOpenSubscriptions({ max, maxPerCaller }: SubscriptionLimits): OpenSubscriptions {
  const open = new Set<CountedSubscription>();
  const counts = new Map<string, number>();
  let isClosed = false;

  function count(subject: string | undefined, difference: 1 | -1): void {
    if (subject === undefined || maxPerCaller === 0) return;
    const next = (counts.get(subject) ?? 0) + difference;
    if (next === 0) counts.delete(subject);
    else counts.set(subject, next);
  }

  return {
    add: (subscription) => {
      const { subject } = subscription;
      if (isClosed) throw subscriptionEnds.stopping();
      if (open.size >= max) throw tooManySubscriptions(max);
      if (subject !== undefined && (counts.get(subject) ?? -Infinity) >= maxPerCaller)
        throw tooManyOfCaller(maxPerCaller);
      open.add(subscription);
      count(subject, 1);
      return () => {
        if (open.delete(subscription)) count(subject, -1);
      };
    },
    close: () => {
      isClosed = true;
      for (const subscription of open) subscription.end(subscriptionEnds.stopping());
    },
  };
}
