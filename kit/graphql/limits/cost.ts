import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { getNamedType, GraphQLError, isCompositeType, type DocumentNode, type GraphQLSchema } from 'graphql';
import { getComplexity, type ComplexityEstimator, type ComplexityEstimatorArgs } from 'graphql-query-complexity';
import { rememberingCosts } from './cost-cache.ts';
import { listSizesOf, type ListSize } from './list-sizes.ts';
import { tooCostly } from './rules.ts';

/** What is known of a schema by which the cost of a document is counted. */
export interface Priced {
  readonly schema: GraphQLSchema;
  readonly sizes: ReadonlyMap<string, ListSize>;
}

/** A document with its variables. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a mutation counts, besides what it leads to: it asks other services. */
const mutationWeight = 10;

/** How often what is below a field comes: the size of its list, or the items of a list that it is given. */
function timesOf({ type, field, args }: ComplexityEstimatorArgs, sizes: Priced['sizes']): number {
  const size = sizes.get(`${type.name}.${field.name}`);
  if (size === undefined) {
    const lists = Object.values(args).filter((value) => Array.isArray(value));
    return Math.max(1, ...lists.map((list) => list.length));
  }
  const given = size.slicingArguments.map((name): unknown => args[name]).filter((value) => typeof value === 'number');
  return given.length === 0 ? size.assumedSize : Math.max(0, ...given);
}

const estimator =
  (sizes: Priced['sizes'], mutations: string | undefined): ComplexityEstimator =>
  (given) => {
    const { type, field, childComplexity: below } = given;
    const times = timesOf(given, sizes);
    if (type.name === mutations) return mutationWeight + times * (1 + below);
    if (!isCompositeType(getNamedType(field.type))) return 0;
    const isSizedBelow = (sizes.get(`${type.name}.${field.name}`)?.sizedFields.length ?? 0) > 0;
    return isSizedBelow ? 1 + times * below : times * (1 + below);
  };

/**
 * How many objects a document may lead to: lists count by their sizes, what is in them so often. Throws a
 * `GraphQLError` when there are fragments without end, or variables that are not what the document says.
 */
export const costOf = ({ schema, sizes }: Priced, { document, operationName, variables }: Asked): number =>
  getComplexity({
    schema,
    query: document,
    ...(operationName === undefined ? {} : { operationName }),
    variables: { ...variables },
    estimators: [estimator(sizes, schema.getMutationType()?.name)],
  });

/** The request header by which a client asks for the cost, with the value `report`. */
export const costHeader = 'graphql-cost';

/** The cost of an operation; none where its variables are wrong, which its execution says. Throws `TOO_COSTLY`. */
function costWithin(most: number, count: Count, { document, request }: Resolved): number | undefined {
  const cost = countedCost(count, { document, operationName: request.operationName, variables: request.variables });
  if (cost === undefined || cost <= most) return cost;
  throw tooCostly(
    `The operation may lead to ${cost} objects, by the sizes of its lists; at most ${most} are allowed. Ask for smaller pages, or in several steps.`,
  );
}

type Count = (asked: Asked) => number;
type Resolved = Pick<GraphQLRequestContext<BaseContext>, 'request'> & { readonly document: DocumentNode };

function countedCost(count: Count, asked: Asked): number | undefined {
  try {
    return count(asked);
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('number of nodes'))
      throw tooCostly('The fragments of the document stand for too many fields; ask in several steps.');
    return undefined;
  }
}

/**
 * Refuses an operation that costs more, before it runs; and tells those who ask for it what theirs costs, in the
 * answer's `extensions.cost`. The sizes of lists are those of the supergraph, or of the subgraph's own `sdl`.
 */
export function costLimit<Context extends BaseContext>(
  most: number,
  { sdl = '' }: { readonly sdl?: string } = {},
): ApolloServerPlugin<Context> {
  let count: Count | undefined;
  return {
    serverWillStart: () =>
      Promise.resolve({
        schemaDidLoadOrUpdate: ({ apiSchema, coreSupergraphSdl }) => {
          const priced = { schema: apiSchema, sizes: listSizesOf(coreSupergraphSdl ?? sdl) };
          count = rememberingCosts((asked) => costOf(priced, asked));
        },
      }),
    requestDidStart: () => {
      let cost: number | undefined;
      return Promise.resolve({
        didResolveOperation: (context) => {
          cost = count === undefined ? undefined : costWithin(most, count, context);
          return Promise.resolve();
        },
        willSendResponse: ({ request, response: { body } }) => {
          const isWanted = request.http?.headers.get(costHeader) === 'report';
          if (isWanted && cost !== undefined && body.kind === 'single')
            body.singleResult.extensions = { ...body.singleResult.extensions, cost: { requested: cost, most } };
          return Promise.resolve();
        },
      });
    },
  };
}
