import { defaultGraphqlLimits } from '../../graphql/limits/limits.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { flag, integer, integerUpTo } from '../../util/settings/types.ts';

const {
  filter,
  bodyDepth,
  batch,
  ruleWrites,
  contentionMs,
  secrets,
  issues,
  embeds,
  embedDepth,
  page,
  totals,
  admission,
} = defaultLimits;

/** The bounds of a limit's setting. */
interface LimitBounds {
  readonly max: number;
  readonly default: number;
}

/** Declares a limit of the HAL face, which is at least 1. */
const limit = (variable: string, description: string, bounds: LimitBounds) =>
  integer({ variable, group: 'Limits', description, min: 1, ...bounds });

const maxPage = integer({
  variable: 'GRAPHQL_MAX_PAGE',
  group: 'GraphQL',
  description: 'The largest `first` or `last` of a connection.',
  min: 1,
  max: 10_000,
  default: page.maxSize,
});
const defaultPage = integerUpTo(maxPage, {
  variable: 'GRAPHQL_PAGE',
  group: 'GraphQL',
  description: 'The page size of a connection if a query has neither `first` nor `last`.',
  min: 1,
  default: page.defaultSize,
});

/** Counts for a HAL filter, and for all filters of a GraphQL operation. */
const patterns = limit(
  'MAX_PATTERNS',
  'The most regular expressions (`$regex`, `regex`) in one request: in the filter of a HAL request, or in all filters of a GraphQL operation.',
  { max: 1000, default: filter.patterns },
);

/** Limits of one request to a service (`Limits`). */
export const limitsTable = {
  filter: {
    nodes: limit('MAX_FILTER_PARTS', 'The most conditions in one filter (`where`).', {
      max: 10_000,
      default: filter.nodes,
    }),
    values: limit('MAX_FILTER_VALUES', 'The most values in all `$in` and `$nin` of one filter.', {
      max: 100_000,
      default: filter.values,
    }),
    pattern: limit('MAX_PATTERN_LENGTH', 'The longest `$regex` in a filter, in characters.', {
      max: 1000,
      default: filter.pattern,
    }),
    patterns,
  },
  bodyDepth: limit('MAX_BODY_DEPTH', 'The deepest nesting of objects and arrays in a body.', {
    max: 1000,
    default: bodyDepth,
  }),
  batch: limit('MAX_BATCH', 'The most documents that one request can create.', { max: 100_000, default: batch }),
  ruleWrites: limit(
    'MAX_RULE_WRITES',
    'The most records that the rules of a resource write for one request. An event needs one for each day on which it takes place. A removal releases as many before it responds, and maintenance the others.',
    { max: 10_000_000, default: ruleWrites },
  ),
  contentionMs: integer({
    variable: 'CONTENTION_WAIT_MS',
    group: 'Limits',
    description:
      'How long a request waits for concurrent requests that block it, such as the removal of what it refers to, in milliseconds; after that it gets 503.',
    min: 0,
    max: 60_000,
    default: contentionMs,
  }),
  secrets: integer({
    variable: 'AUTH_MAX_PASSWORDS_PER_REQUEST',
    group: 'Authentication',
    description:
      'The most passwords of the accounts that one request creates; more are 422. Hashing one takes some 30 ms.',
    min: 1,
    max: 100_000,
    default: secrets,
  }),
  issues: limit(
    'MAX_ISSUES',
    'The most invalid fields that the response to one request names; the rest of the input is not checked.',
    { max: 100_000, default: issues },
  ),
  embeds: limit('MAX_EMBEDS', 'The most relations that one request can embed, on all levels together.', {
    max: 1000,
    default: embeds,
  }),
  embedDepth: limit('MAX_EMBED_DEPTH', 'The deepest nesting of relations in `embed`.', {
    max: 100,
    default: embedDepth,
  }),
  page: { defaultSize: defaultPage, maxSize: maxPage },
  totals: {
    exactBelow: limit(
      'TOTALS_EXACT_BELOW',
      'The number of documents below which the total of a list is counted for each request. Counting more takes long: such totals are kept for a while.',
      { max: 1_000_000_000, default: totals.exactBelow },
    ),
    keptMs: limit('TOTALS_KEPT_MS', 'How long the totals of long lists are kept, in milliseconds.', {
      max: 3_600_000,
      default: totals.keptMs,
    }),
  },
  admission: {
    concurrency: integer({
      variable: 'ADMISSION_CONCURRENCY',
      group: 'Limits',
      description:
        'The most requests that perform the same action on the same document at the same time, such as registering for one event; others wait for their turn. 0 is no limit.',
      min: 0,
      max: 10_000,
      default: admission.concurrency,
    }),
    waiting: limit(
      'ADMISSION_QUEUE',
      'The most of these requests that wait. Others get 503 with `Retry-After`, those of callers with several first.',
      { max: 100_000, default: admission.waiting },
    ),
    waitMs: limit(
      'ADMISSION_WAIT_MS',
      'How long one of these requests waits, in milliseconds. Those for which it would be longer get 503 at once.',
      { max: 60_000, default: admission.waitMs },
    ),
  },
};

const graphqlLimit = (name: string, description: string, defaultValue: number) =>
  integer({
    variable: `GRAPHQL_MAX_${name}`,
    group: 'GraphQL',
    description,
    min: 1,
    max: 1_000_000_000,
    default: defaultValue,
  });

const { depth, aliases, directives, nesting, tokens, cost, complexity } = defaultGraphqlLimits;

/** Limits of one GraphQL document (`GraphqlLimits`), at the gateway and at each subgraph. */
export const graphqlLimitsTable = {
  depth: graphqlLimit('DEPTH', 'The deepest nesting of fields in a document.', depth),
  aliases: graphqlLimit('ALIASES', 'The most aliases in a document.', aliases),
  directives: graphqlLimit('DIRECTIVES', 'The most directives in a document.', directives),
  nesting: graphqlLimit(
    'VALUE_DEPTH',
    'The deepest nesting of lists and objects in an argument or a variable.',
    nesting,
  ),
  tokens: graphqlLimit('TOKENS', 'The most tokens in a document.', tokens),
  cost: graphqlLimit(
    'COST',
    'The highest cost of an operation: the most objects that it can return, by the sizes of its lists; a mutation counts ten, a condition of a filter one, a pattern a hundred. With the header `GraphQL-Cost: report` a response reports the cost of its operation in `extensions.cost`.',
    cost,
  ),
  complexity: graphqlLimit(
    'COMPLEXITY',
    'The highest complexity of an operation: a field or a fragment counts one wherever it is selected after the expansion of fragments, a request of the gateway to a service ten, a mutation twenty more, and so does `@skip` or `@include`. It is in proportion to the time that the gateway takes to plan the operation.',
    complexity,
  ),
  patterns,
};

/** Settings of introspection and the playground. */
export const graphqlTable = {
  /** Whether introspection is allowed. */
  introspection: flag({
    variable: 'GRAPHQL_INTROSPECTION',
    group: 'GraphQL',
    description:
      'Whether introspection is allowed. The schema at `/sdl`, from which the gateway composes, is always available.',
    default: true,
  }),
  /** Whether browsers get the GraphiQL playground. */
  playground: flag({
    variable: 'GRAPHQL_PLAYGROUND',
    group: 'GraphQL',
    description: 'Whether browsers get the GraphiQL playground at `/graphql`.',
    default: true,
  }),
};
