import { integer } from '../../kit/util/settings/types.ts';

const group = 'Gateways and discovery';

/** What keeps a service that fails or is slow from taking others along. */
export const guardTable = {
  /** The maximum number of requests to one service at the same time. */
  maxConcurrent: integer({
    variable: 'GRAPHQL_SERVICE_CONCURRENCY',
    group,
    description: 'The most requests that the GraphQL gateway sends to one service at the same time; others wait.',
    min: 1,
    max: 100_000,
    default: 128,
  }),
  /** The maximum number of requests to one service that wait. */
  maxWaiting: integer({
    variable: 'GRAPHQL_SERVICE_QUEUE',
    group,
    description:
      'The most requests to one service that wait; more are errors of the fields that they are for. The wait is part of `GRAPHQL_REQUEST_TIMEOUT_MS`.',
    min: 0,
    max: 1_000_000,
    default: 1000,
  }),
  /** How often a query is sent again to a service that was unavailable. */
  retries: integer({
    variable: 'GRAPHQL_RETRIES',
    group,
    description:
      'How often the GraphQL gateway sends the part of a query again if it got no response, after a short pause. A mutation, and what has taken too long, is never sent again.',
    min: 0,
    max: 10,
    default: 1,
  }),
  /** The consecutive failures after which a service is sent nothing for a while. */
  breakerFailures: integer({
    variable: 'GRAPHQL_BREAKER_FAILURES',
    group,
    description:
      'The consecutive failures of a service after which the GraphQL gateway sends it nothing for a while, then one request at a time until one succeeds.',
    min: 1,
    max: 1_000_000,
    default: 10,
  }),
  /** The longest time for which a service is sent nothing, in milliseconds. */
  breakerPauseMs: integer({
    variable: 'GRAPHQL_BREAKER_PAUSE_MS',
    group,
    description: 'The longest such pause, in milliseconds. The first one is at most 250.',
    min: 1,
    max: 3_600_000,
    default: 1500,
  }),
};

/** The longest `Retry-After` of a service that is handed on, in seconds. */
export const maxRetryAfterSeconds = integer({
  variable: 'GRAPHQL_MAX_RETRY_AFTER_SECONDS',
  group,
  description:
    'The longest `Retry-After` of a service that the GraphQL gateway hands on to clients, in seconds; a longer one is shortened.',
  min: 1,
  max: 86_400,
  default: 3600,
});

/** The settings of the guards, as they are read. */
export interface GuardSettings {
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  readonly retries: number;
  readonly breakerFailures: number;
  readonly breakerPauseMs: number;
}
