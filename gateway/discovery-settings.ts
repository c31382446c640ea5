import { converted, flag, integer } from '../kit/util/settings/types.ts';

const group = 'Gateways and discovery';

/** Declares a limit of at least 1. */
const limit = (variable: string, description: string, defaultValue: number) =>
  integer({ variable, group, description, min: 1, max: Number.MAX_SAFE_INTEGER, default: defaultValue });

/** Declares a time in seconds, of at most a year, whose value is in milliseconds. */
const seconds = (variable: string, description: string, defaultValue: number) =>
  converted(
    integer({ variable, group, description, min: 1, max: 31_536_000, default: defaultValue }),
    (value) => value * 1000,
  );

/** The limits of what the GraphQL gateway reads and composes because of registrations. */
export const discoveryTable = {
  /** Whether guests are in the graph. */
  guests: flag({
    variable: 'GRAPHQL_GUESTS',
    group,
    description:
      'Whether the GraphQL gateway composes the schemas of guests: of services that registered without a service token. They can add types and fields, and change nothing of the other services.',
    default: false,
  }),
  /** The maximum number of trusted services in the graph. */
  maxServices: limit(
    'GRAPHQL_MAX_SERVICES',
    'The most services that the GraphQL gateway reads, without guests; others are left out.',
    100,
  ),
  /** The maximum number of guests in the graph. */
  maxGuests: limit('GRAPHQL_MAX_GUESTS', 'The most guests that the GraphQL gateway reads; others are left out.', 20),
  /** The maximum number of services that are read at the same time; the same number of guests. */
  readConcurrency: limit(
    'GRAPHQL_READ_CONCURRENCY',
    'The most services whose homes and schemas the GraphQL gateway reads at the same time. Guests have as many places of their own.',
    8,
  ),
  /** The maximum size of a home document, in bytes. */
  maxHomeBytes: limit('GRAPHQL_MAX_HOME_BYTES', 'The largest home of a service that is read, in bytes.', 262_144),
  /** The maximum size of a schema, in bytes. */
  maxSdlBytes: limit('GRAPHQL_MAX_SDL_BYTES', 'The largest schema of a service that is read, in bytes.', 1_000_000),
  /** The maximum size of the homes and schemas kept for conditional requests, in bytes. */
  maxCacheBytes: limit(
    'GRAPHQL_SCHEMA_CACHE_BYTES',
    'The most bytes of homes and schemas that the GraphQL gateway keeps for conditional requests.',
    33_554_432,
  ),
  /** The maximum size of a service's response to its part of an operation, in bytes. */
  maxResponseBytes: limit(
    'GRAPHQL_MAX_RESPONSE_BYTES',
    "The largest response of a service to its part of an operation, in bytes; a larger one is an error of the part's fields.",
    33_554_432,
  ),
  /** The time limit for composing the services' schemas, in milliseconds. */
  composeTimeoutMs: limit(
    'GRAPHQL_COMPOSE_TIMEOUT_MS',
    "How long one composition of the services' schemas may take, in milliseconds.",
    60_000,
  ),
  /** The time limit for adding a guest to the graph, in milliseconds. */
  guestComposeTimeoutMs: limit(
    'GRAPHQL_GUEST_COMPOSE_TIMEOUT_MS',
    'How long one composition with a guest may take, in milliseconds; then the guest is rejected.',
    10_000,
  ),
  /** The maximum memory of a composition process, in MiB. */
  composeMemoryMb: limit(
    'GRAPHQL_COMPOSE_MEMORY_MB',
    'The most memory of a process that composes schemas, in MiB. There is one for services and one for guests.',
    512,
  ),
  /** Milliseconds after which a service that is no longer registered leaves the graph. */
  withdrawnMs: seconds(
    'GRAPHQL_WITHDRAWN_SECONDS',
    'How long the fields of a service that is no longer registered stay in the graph, as errors, in seconds. A guest leaves at once.',
    3600,
  ),
  /** Milliseconds after which a service that cannot be read leaves the graph. */
  unreachableMs: seconds(
    'GRAPHQL_UNREACHABLE_SECONDS',
    'How long the fields of a service that is registered but cannot be read stay in the graph, in seconds.',
    86_400,
  ),
};
