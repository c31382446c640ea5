import { converted, integer } from '../../util/settings/types.ts';

const group = 'GraphQL';
const toMs = (seconds: number): number => seconds * 1000;

/** The limits of the streams of changes of a service, in both faces, and how long they last. */
export const subscriptionsTable = {
  /** The most that are open. */
  max: integer({
    variable: 'SUBSCRIPTIONS',
    group,
    description:
      'The most streams of changes that are open at a service at the same time: GraphQL subscriptions, and `changes` in the HAL face. More get 503.',
    min: 0,
    max: 1_000_000,
    default: 10_000,
  }),
  /** The most of one caller; 0 is no limit. */
  maxPerCaller: integer({
    variable: 'SUBSCRIPTIONS_PER_CALLER',
    group,
    description:
      'The most streams of changes of one caller at a service, or of one address if anonymous; more get 429. 0 is no limit.',
    min: 0,
    max: 1_000_000,
    default: 100,
  }),
  /** Milliseconds without an event after which a heartbeat is sent. */
  heartbeatMs: integer({
    variable: 'SUBSCRIPTION_HEARTBEAT_MS',
    group,
    description:
      'The milliseconds without an event after which a service sends the client of a stream of changes a heartbeat. A client that leaves data unread for three of them is disconnected.',
    min: 1,
    max: 3_600_000,
    default: 10_000,
  }),
  /** The longest time that one is open, in milliseconds. */
  maxAgeMs: converted(
    integer({
      variable: 'SUBSCRIPTION_MAX_SECONDS',
      group,
      description:
        'The longest time that a stream of changes of a service is open, in seconds. It ends at a random time between half of it and all of it, so that clients do not come back all at once.',
      min: 1,
      max: 86_400,
      default: 3600,
    }),
    toMs,
  ),
  /** The most milliseconds between two checks of a caller's rights. */
  checkMs: converted(
    integer({
      variable: 'SUBSCRIPTION_CHECK_SECONDS',
      group,
      description:
        "How often a service checks whether the caller of a stream of changes still has the same rights, in seconds. The stream ends when the credentials have expired, or the caller's account was removed or has another role.",
      min: 1,
      max: 3600,
      default: 10,
    }),
    toMs,
  ),
};
