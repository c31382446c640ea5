import { defaultGraphqlLimits } from '../../graphql/limits/limits.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { flag, integer, integerUpTo } from '../../util/settings/types.ts';

const { filter, bodyDepth, batch, embeds, embedDepth, page } = defaultLimits;

interface Most {
  readonly max: number;
  readonly default: number;
}

/** A limit of the HAL face: at least 1. */
const limit = (variable: string, description: string, most: Most) =>
  integer({ variable, group: 'Limits', description, min: 1, ...most });

const maxPage = integer({
  variable: 'GRAPHQL_MAX_PAGE',
  group: 'GraphQL',
  description: 'The most nodes that `first` or `last` may ask of a connection.',
  min: 1,
  max: 10_000,
  default: page.maxSize,
});
const usualPage = integerUpTo(maxPage, {
  variable: 'GRAPHQL_PAGE',
  group: 'GraphQL',
  description: 'The nodes of a connection where a query has neither `first` nor `last`.',
  min: 1,
  default: page.defaultSize,
});

/** How much one request may ask of a service (`Limits`). */
export const limitsTable = {
  filter: {
    nodes: limit('MAX_FILTER_PARTS', 'The most conditions in one filter (`where`).', {
      max: 10_000,
      default: filter.nodes,
    }),
    values: limit('MAX_FILTER_VALUES', 'The most values in one `$in` of a filter.', {
      max: 100_000,
      default: filter.values,
    }),
    pattern: limit('MAX_PATTERN_LENGTH', 'The longest `$regex` in a filter, in characters.', {
      max: 1000,
      default: filter.pattern,
    }),
  },
  bodyDepth: limit('MAX_BODY_DEPTH', 'The most objects and arrays nested in one another in a body.', {
    max: 1000,
    default: bodyDepth,
  }),
  batch: limit('MAX_BATCH', 'The most documents that one request creates.', { max: 100_000, default: batch }),
  embeds: limit('MAX_EMBEDS', 'The most relations that one request embeds, on all levels together.', {
    max: 1000,
    default: embeds,
  }),
  embedDepth: limit('MAX_EMBED_DEPTH', 'The most relations nested in one another in `embed`.', {
    max: 100,
    default: embedDepth,
  }),
  page: { defaultSize: usualPage, maxSize: maxPage },
};

const graphqlLimit = (name: string, description: string, usual: number) =>
  integer({
    variable: `GRAPHQL_MAX_${name}`,
    group: 'GraphQL',
    description,
    min: 1,
    max: 1_000_000_000,
    default: usual,
  });

const { depth, aliases, directives, nesting, tokens, cost } = defaultGraphqlLimits;

/** How much one GraphQL document may ask for (`GraphqlLimits`), at the gateway and at each subgraph. */
export const graphqlLimitsTable = {
  depth: graphqlLimit('DEPTH', 'The most fields nested in one another in a document.', depth),
  aliases: graphqlLimit('ALIASES', 'The most aliases in a document.', aliases),
  directives: graphqlLimit('DIRECTIVES', 'The most directives in a document.', directives),
  nesting: graphqlLimit(
    'VALUE_DEPTH',
    'The most lists and objects nested in one another in an argument or a variable.',
    nesting,
  ),
  tokens: graphqlLimit('TOKENS', 'The most tokens in a document.', tokens),
  cost: graphqlLimit(
    'COST',
    'The most objects that one operation may lead to, by the sizes of its lists; a mutation counts ten. With the header `GraphQL-Cost: report` a response tells the cost of its operation in `extensions.cost`.',
    cost,
  ),
};

/** What the GraphQL face offers to people and tools. */
export const graphqlTable = {
  /** Whether introspection is allowed. */
  introspection: flag({
    variable: 'GRAPHQL_INTROSPECTION',
    group: 'GraphQL',
    description:
      'Whether introspection is allowed. The schema at `/sdl`, from which the gateway composes, is there in any case.',
    default: true,
  }),
  /** Whether browsers get a playground. */
  playground: flag({
    variable: 'GRAPHQL_PLAYGROUND',
    group: 'GraphQL',
    description: 'Whether browsers get the GraphiQL playground at `/graphql`.',
    default: true,
  }),
};
