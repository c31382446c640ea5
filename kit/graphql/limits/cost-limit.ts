import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, type DocumentNode } from 'graphql';
import { createCostCache, type CostFunction } from './cost-cache.ts';
import { costOf, type CostedOperation, type OperationCost } from './cost.ts';
import type { GraphqlLimits } from './limits.ts';
import { listSizesOf } from './list-sizes.ts';
import { rateLimitMessage, type CountMore } from '../http/rate-limit.ts';
import { tooCostly, tooManyPatterns, tooManyRequests } from './rules.ts';

/** The request header that requests the cost in the response, with the value `report`. */
const costHeader = 'graphql-cost';

/**
 * Returns the work of an operation; undefined if its variables are invalid, which execution reports.
 *
 * @throws GraphQLError `TOO_COSTLY` if the cost exceeds the limit, `BAD_USER_INPUT` if the filters have too many patterns
 */
function checkCost(
  limits: CostLimits,
  computeCost: CostFunction,
  { document, request: { operationName, variables } }: ResolvedOperation,
): OperationCost | undefined {
  const computed = tryComputeCost(computeCost, { document, operationName, variables });
  if (computed === undefined) return undefined;
  const { cost, patterns } = computed;
  if (patterns > limits.patterns)
    throw tooManyPatterns(
      `The filters of the operation have ${patterns} regular expressions (regex), but the limit is ${limits.patterns}. Use other operators, or send several requests.`,
    );
  if (cost <= limits.cost) return computed;
  throw tooCostly(
    `The operation costs ${cost}, but the limit is ${limits.cost}: its lists may return that many objects, and its filters count. Request smaller pages or send several requests.`,
  );
}

/**
 * Counts an operation with several mutations, or with a high cost, as further requests.
 *
 * @throws GraphQLError `TOO_MANY_REQUESTS` if the caller's quota was used up before
 */
async function countWork({ mutations, cost }: OperationCost, countMore: CountMore): Promise<void> {
  const retryAfter = await countMore({ requests: mutations, objects: cost });
  if (retryAfter !== undefined) throw tooManyRequests(rateLimitMessage(retryAfter));
}

type CostLimits = Pick<GraphqlLimits, 'cost' | 'patterns'>;

type ResolvedOperation = Pick<GraphQLRequestContext<BaseContext>, 'request'> & { readonly document: DocumentNode };

function tryComputeCost(computeCost: CostFunction, operation: CostedOperation): OperationCost | undefined {
  try {
    return computeCost(operation);
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('number of nodes'))
      throw tooCostly('The fragments of the document expand to too many fields; send several requests.');
    return undefined;
  }
}

/** The part of a context value that counts requests. */
interface CountedContext extends BaseContext {
  readonly countMore: CountMore;
}

/**
 * Returns the plugin that rejects operations over the cost limit before they run, and counts their work in the caller's
 * rate limit. It reports the cost in `extensions.cost` on request. List sizes come from the supergraph, or from the
 * subgraph's `sdl`.
 */
export function costLimit<Context extends CountedContext>(
  limits: CostLimits,
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
        didResolveOperation: async (context) => {
          const computed = computeCost === undefined ? undefined : checkCost(limits, computeCost, context);
          cost = computed?.cost;
          if (computed !== undefined) await countWork(computed, context.contextValue.countMore);
        },
        willSendResponse: ({ request, response: { body } }) => {
          const isRequested = request.http?.headers.get(costHeader) === 'report';
          if (isRequested && cost !== undefined && body.kind === 'single')
            body.singleResult.extensions = {
              ...body.singleResult.extensions,
              cost: { requested: cost, most: limits.cost },
            };
          return Promise.resolve();
        },
      });
    },
  };
}
