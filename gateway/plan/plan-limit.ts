import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { ServicesOf } from '../../kit/graphql/limits/complexity.ts';
import { checkComplexity } from '../../kit/graphql/limits/complexity-limit.ts';
import { windowSeconds } from '../../kit/graphql/http/document-limit.ts';
import { tooManyRequests } from '../../kit/graphql/limits/rules.ts';
import type { PlanningQuota } from './planning-quota.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';

/** A request whose operation is known and valid. */
export type ResolvedOperation = GraphQLRequestContextDidResolveOperation<GatewayRequestContext>;

export interface PlanLimitParts {
  /** The highest complexity of an operation. */
  readonly limit: number;
  /** Whether the operation of a request is planned already. */
  readonly isPlanned: (context: ResolvedOperation) => boolean;
  readonly servicesOf: ServicesOf;
  readonly quota: PlanningQuota;
}

/**
 * Returns the plugin that limits query planning, which keeps a process busy: it rejects operations over the limit with
 * `TOO_COSTLY`, and those of addresses that have used their quota with `TOO_MANY_REQUESTS`. An operation whose plan is
 * kept costs nothing.
 */
export function planLimit({
  limit,
  isPlanned,
  servicesOf,
  quota,
}: PlanLimitParts): ApolloServerPlugin<GatewayRequestContext> {
  const check = async (context: ResolvedOperation): Promise<void> => {
    const { document, operation, schema, contextValue } = context;
    if (operation === undefined || isPlanned(context)) return;
    const complexity = checkComplexity({ document, operation }, { schema, servicesOf }, limit);
    const retryAfter = await quota.count(contextValue.address ?? 'unknown', complexity);
    if (retryAfter === undefined) return;
    contextValue.setRetryAfter(retryAfter);
    throw tooManyPlans(quota.complexity, retryAfter);
  };
  return { requestDidStart: async () => ({ didResolveOperation: check }) };
}

const tooManyPlans = (complexity: number, retryAfter: number): GraphQLError =>
  tooManyRequests(
    `Too Many Requests: the operations that were not sent before exceed a complexity of ${complexity} in ${windowSeconds} s. Retry in ${retryAfter} s, or send values as variables, so that operations repeat.`,
  );
