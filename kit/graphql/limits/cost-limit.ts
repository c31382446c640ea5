import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, type DocumentNode } from 'graphql';
import { createCostCache } from './cost-cache.ts';
import { costOf, type CostedOperation } from './cost.ts';
import { listSizesOf } from './list-sizes.ts';
import { tooCostly } from './rules.ts';

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

type Count = (asked: CostedOperation) => number;
type Resolved = Pick<GraphQLRequestContext<BaseContext>, 'request'> & { readonly document: DocumentNode };

function countedCost(count: Count, asked: CostedOperation): number | undefined {
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
          count = createCostCache((asked) => costOf(priced, asked));
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
