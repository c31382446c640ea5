import { choice, integer, setting } from '../../kit/util/settings/types.ts';

const group = 'GraphQL';

const minTokenLength = 16;

/** What the GraphQL gateway tells operators about its requests. */
export const observationTable = {
  metrics: {
    /** Who may read the metrics; `off` has none. */
    access: choice(['operators', 'public', 'off'], {
      variable: 'GRAPHQL_METRICS',
      group,
      description:
        'Who may read `/metrics` of the GraphQL gateway: `operators` (`root`, administrators, other parts, and whoever has `GRAPHQL_METRICS_TOKEN`), or everybody; `off` counts nothing.',
      default: 'operators',
    }),
    /** The token of scrapers; undefined accepts none. */
    token: setting<string, undefined>(
      {
        variable: 'GRAPHQL_METRICS_TOKEN',
        group,
        description:
          'The Bearer token with which Prometheus reads `/metrics` of the GraphQL gateway. It serves no other purpose.',
        default: undefined,
        unset: 'operators only',
      },
      {
        expected: `a secret of at least ${minTokenLength} characters`,
        parse: (text) => (text.length < minTokenLength ? undefined : text),
        isSecret: true,
      },
    ),
    /** The maximum number of names of each kind. */
    maxNames: integer({
      variable: 'GRAPHQL_METRICS_NAMES',
      group,
      description:
        'The most names of operations, and the most names of services, that the metrics tell apart; all others are `other`. The name of an operation counts from the first time that it was answered without errors by a service.',
      min: 0,
      max: 10_000,
      default: 100,
    }),
  },
  /** Milliseconds from which a request is slow; 0 is never. */
  slowRequestMs: integer({
    variable: 'GRAPHQL_SLOW_REQUEST_MS',
    group,
    description:
      'The milliseconds from which the GraphQL gateway logs a request at `warn`; it logs all at `debug`. 0 means never.',
    min: 0,
    max: 3_600_000,
    default: 2000,
  }),
};
