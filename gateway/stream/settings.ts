import { integer } from '../../kit/util/settings/types.ts';

const group = 'GraphQL';

/** The limits of subscriptions and other streams. */
export const streamTable = {
  subscriptions: {
    /** The most subscriptions that are open at the same time. */
    max: integer({
      variable: 'GRAPHQL_SUBSCRIPTIONS',
      group,
      description: 'The most subscriptions that are open at the GraphQL gateway at the same time; more get 503.',
      min: 0,
      max: 1_000_000,
      default: 10_000,
    }),
    /** The most of one client address; 0 is no limit. */
    maxPerAddress: integer({
      variable: 'GRAPHQL_SUBSCRIPTIONS_PER_ADDRESS',
      group,
      description:
        'The most subscriptions of one client address; more get 429. `RATE_LIMIT_LOOPBACK` applies. 0 is no limit.',
      min: 0,
      max: 1_000_000,
      default: 100,
    }),
    /** The most events that wait for one client. */
    maxEvents: integer({
      variable: 'GRAPHQL_SUBSCRIPTION_EVENTS',
      group,
      description:
        'The most events of a subscription that wait because the client reads slowly; then the subscription ends with an error.',
      min: 1,
      max: 1_000_000,
      default: 100,
    }),
    /** The most characters of the events that wait for one client, and of one event. */
    maxEventLength: integer({
      variable: 'GRAPHQL_SUBSCRIPTION_EVENT_LENGTH',
      group,
      description: 'The most characters of all these events together, and of one event.',
      min: 1,
      max: 100_000_000,
      default: 1_000_000,
    }),
    /** The longest time that a subscription is open, in milliseconds. */
    maxAgeMs: integer({
      variable: 'GRAPHQL_SUBSCRIPTION_MAX_AGE_MS',
      group,
      description:
        'The longest time that a subscription is open, in milliseconds. It ends at a random time between half of it and all of it, so that clients do not come back all at once.',
      min: 1,
      max: 86_400_000,
      default: 3_600_000,
    }),
    /** The most events of all subscriptions for which results are computed at the same time. */
    concurrency: integer({
      variable: 'GRAPHQL_SUBSCRIPTION_CONCURRENCY',
      group,
      description:
        'The most events of all subscriptions for which the GraphQL gateway asks services at the same time; others wait.',
      min: 1,
      max: 100_000,
      default: 32,
    }),
    /** The milliseconds for which the event stream of a service may be silent. */
    silenceMs: integer({
      variable: 'GRAPHQL_SUBSCRIPTION_SILENCE_MS',
      group,
      description:
        'The milliseconds without an event or a heartbeat after which the GraphQL gateway takes the event stream of a service to be lost.',
      min: 1,
      max: 3_600_000,
      default: 30_000,
    }),
  },
  /** Milliseconds without other data after which a client is sent a heartbeat. */
  streamHeartbeatMs: integer({
    variable: 'GRAPHQL_HEARTBEAT_MS',
    group,
    description:
      'The milliseconds without an event after which the GraphQL gateway sends the client of a subscription a heartbeat. A client that leaves data unread for three of them is disconnected.',
    min: 1,
    max: 3_600_000,
    default: 5000,
  }),
};

/** The limits of subscriptions, as they are read. */
export interface SubscriptionSettings {
  readonly max: number;
  readonly maxPerAddress: number;
  readonly maxEvents: number;
  readonly maxEventLength: number;
  readonly maxAgeMs: number;
  readonly concurrency: number;
  readonly silenceMs: number;
}
