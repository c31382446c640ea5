import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Work } from '../../http/rate-limit.ts';
import { createCostCache, type CostFunction } from './cost-cache.ts';
import { costOf, type CostedOperation, type OperationCost } from './cost.ts';
import type { GraphqlLimits } from './limits.ts';
import { listSizesOf } from './list-sizes.ts';
import { rateLimitMessage, type CountMore } from '../http/rate-limit.ts';
import { tooCostly, tooManyPatterns, tooManyRequests } from './rules.ts';

/** The request header that requests the cost in the response, and its value. */
const costHeader = 'graphql-cost';
const reportValue = 'report';

/**
 * Returns the work of an operation; undefined if its variables are invalid, which execution reports.
 *
 * @throws GraphQLError `TOO_COSTLY` if the cost exceeds the limit, `BAD_USER_INPUT` if the filters have too many patterns
 */
function checkCost(
  limits: CostLimits,
  computeCost: CostFunction,
  operation: CostedOperation,
): OperationCost | undefined {
  const computed = tryComputeCost(computeCost, operation);
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

/** What an operation counts as: several mutations, or a high cost, are several requests. */
export const workOf = ({ mutations, cost }: OperationCost): Work => ({ requests: mutations, objects: cost });

type CostLimits = Pick<GraphqlLimits, 'cost' | 'patterns'>;

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

/** The limit of what operations cost. */
export interface CostLimit<Context extends CountedContext> {
  /**
   * Rejects operations over the limit before they run, and counts their work in the caller's rate limit. It reports the
   * cost in `extensions.cost` on request.
   */
  readonly plugin: ApolloServerPlugin<Context>;
  /**
   * Returns the work of an operation; undefined if its variables are invalid.
   *
   * @throws GraphQLError `TOO_COSTLY` or `BAD_USER_INPUT`
   */
  check(operation: CostedOperation): OperationCost | undefined;
}

/** Whether a client wants to know what its operation costs. */
export const isCostRequested = (headers: IncomingHttpHeaders): boolean => headers[costHeader] === reportValue;

/** Creates the limit of what operations cost. List sizes come from the supergraph, or from the subgraph's `sdl`. */
export function createCostLimit<Context extends CountedContext>(
  limits: CostLimits,
  { sdl = '' }: { readonly sdl?: string } = {},
): CostLimit<Context> {
  let computeCost: CostFunction | undefined;
  const check: CostLimit<Context>['check'] = (operation) =>
    computeCost === undefined ? undefined : checkCost(limits, computeCost, operation);
  const plugin: ApolloServerPlugin<Context> = {
    serverWillStart: async () => ({
      schemaDidLoadOrUpdate: ({ apiSchema, coreSupergraphSdl }) => {
        const priced = { schema: apiSchema, sizes: listSizesOf(coreSupergraphSdl ?? sdl) };
        computeCost = createCostCache((operation) => costOf(priced, operation));
      },
    }),
    requestDidStart: async () => {
      let cost: number | undefined;
      return {
        didResolveOperation: async ({ document, request: { operationName, variables }, contextValue }) => {
          const computed = check({ document, operationName, variables });
          cost = computed?.cost;
          const retryAfter = computed && (await contextValue.countMore(workOf(computed)));
          if (retryAfter !== undefined) throw tooManyRequests(rateLimitMessage(retryAfter));
        },
        willSendResponse: async ({ request, response: { body } }) => {
          const isRequested = request.http?.headers.get(costHeader) === reportValue;
          if (!isRequested || cost === undefined || body.kind !== 'single') return;
          const { extensions } = body.singleResult;
          body.singleResult.extensions = { ...extensions, cost: { requested: cost, most: limits.cost } };
        },
      };
    },
  };
  return { plugin, check };
}
