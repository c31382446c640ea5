import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, type DocumentNode } from 'graphql';
import { createCostCache, type CostFunction } from './cost-cache.ts';
import { costOf, type CostedOperation } from './cost.ts';
import { listSizesOf } from './list-sizes.ts';
import { tooCostly } from './rules.ts';

/** The request header that requests the cost in the response, with the value `report`. */
const costHeader = 'graphql-cost';

/**
 * Returns the cost of an operation; undefined if its variables are invalid, which execution reports.
 *
 * @throws GraphQLError `TOO_COSTLY` if the cost exceeds the limit
 */
function checkCost(
  maxCost: number,
  computeCost: CostFunction,
  { document, request: { operationName, variables } }: ResolvedOperation,
): number | undefined {
  const cost = tryComputeCost(computeCost, { document, operationName, variables });
  if (cost === undefined || cost <= maxCost) return cost;
  throw tooCostly(
    `The operation costs ${cost}, but the limit is ${maxCost}: its lists may return that many objects. Request smaller pages or send several requests.`,
  );
}

type ResolvedOperation = Pick<GraphQLRequestContext<BaseContext>, 'request'> & { readonly document: DocumentNode };

function tryComputeCost(computeCost: CostFunction, operation: CostedOperation): number | undefined {
  try {
    return computeCost(operation);
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('number of nodes'))
      throw tooCostly('The fragments of the document expand to too many fields; send several requests.');
    return undefined;
  }
}

/**
 * Returns the plugin that rejects operations over the cost limit before they run. It reports the cost in
 * `extensions.cost` on request. List sizes come from the supergraph, or from the subgraph's `sdl`.
 */
export function costLimit<Context extends BaseContext>(
  maxCost: number,
  { sdl = '' }: { readonly sdl?: string } = {},
): ApolloServerPlugin<Context> {
  let computeCost: CostFunction | undefined;
  return {
    serverWillStart: () =>
      Promise.resolve({
        schemaDidLoadOrUpdate: ({ apiSchema, coreSupergraphSdl }) => {
          const priced = { schema: apiSchema, sizes: listSizesOf(coreSupergraphSdl ?? sdl) };
          computeCost = createCostCache((operation) => costOf(priced, operation));
        },
      }),
    requestDidStart: () => {
      let cost: number | undefined;
      return Promise.resolve({
        didResolveOperation: (context) => {
          cost = computeCost === undefined ? undefined : checkCost(maxCost, computeCost, context);
          return Promise.resolve();
        },
        willSendResponse: ({ request, response: { body } }) => {
          const isRequested = request.http?.headers.get(costHeader) === 'report';
          if (isRequested && cost !== undefined && body.kind === 'single')
            body.singleResult.extensions = {
              ...body.singleResult.extensions,
              cost: { requested: cost, most: maxCost },
            };
          return Promise.resolve();
        },
      });
    },
  };
}
