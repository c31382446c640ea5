import type { ApolloGateway } from '@apollo/gateway';
import { lazy } from '../../kit/util/lazy.ts';
import type { QueryPlan } from './plan-store.ts';
import { createQueryPlanner } from './query-planner.mjs';

/** The private members of Apollo's gateway that plan: its executor is the only public way to them. */
interface PlanningMembers {
  readonly apiSchema: unknown;
  readonly queryPlanner: { buildQueryPlan(operation: unknown): QueryPlan };
}

/**
 * Returns the function that plans operations for the current supergraph of a gateway, in this process.
 *
 * @returns a function of a valid document with one operation
 */
export function plannerOf(gateway: ApolloGateway, supergraphSdl: string): (document: string) => QueryPlan {
  const { apiSchema, queryPlanner } = gateway as unknown as PlanningMembers;
  const planner = lazy(() => createQueryPlanner(supergraphSdl, { apiSchema, queryPlanner }));
  return (document) => planner()(document);
}
