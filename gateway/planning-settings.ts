import { integer } from '../kit/util/settings/types.ts';

const group = 'GraphQL';

/** The limits of query planning. */
export const planningTable = {
  /** The complexity of operations of one address that are planned in ten seconds. */
  planningComplexity: integer({
    variable: 'GRAPHQL_PLANNING_COMPLEXITY',
    group,
    description:
      'The highest complexity (`GRAPHQL_MAX_COMPLEXITY`) of all operations that the gateway plans for one address in 10 seconds; more get 429. An operation that repeats is not planned again. `RATE_LIMIT_LOOPBACK` applies. 0 means no limit.',
    min: 0,
    max: 1_000_000_000,
    default: 1500,
  }),
  /** The limits of the planning process. */
  planner: {
    /** The time limit of one plan, in milliseconds. */
    timeoutMs: integer({
      variable: 'GRAPHQL_PLANNING_TIMEOUT_MS',
      group,
      description:
        'How long the process of the GraphQL gateway that plans operations may take for one, in milliseconds; then the operation is `TOO_COSTLY`.',
      min: 1,
      max: 3_600_000,
      default: 10_000,
    }),
    /** The maximum memory of the planning process, in MiB. */
    memoryMb: integer({
      variable: 'GRAPHQL_PLANNING_MEMORY_MB',
      group,
      description: 'The most memory of that process, in MiB; an operation that needs more is `TOO_COSTLY`.',
      min: 16,
      max: 1_048_576,
      default: 256,
    }),
    /** The bytes of all plans that are kept. */
    maxKeptBytes: integer({
      variable: 'GRAPHQL_PLAN_CACHE_BYTES',
      group: 'Limits',
      description:
        'The most bytes, as JSON, of all query plans that the GraphQL gateway keeps; those that were used last stay.',
      min: 1,
      max: 10_000_000_000,
      default: 31_457_280,
    }),
    /** The maximum number of operations that wait while another is planned. */
    maxWaiting: integer({
      variable: 'GRAPHQL_PLANNING_QUEUE',
      group,
      description:
        'The most operations that wait while that process plans another; more get 503 with `Retry-After`. Operations of a complexity up to 100 do not wait: the gateway plans them at once.',
      min: 0,
      max: 1_000_000,
      default: 20,
    }),
  },
};
