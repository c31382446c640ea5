import { createRequire } from 'node:module';
import type { ApolloGateway } from '@apollo/gateway';
import { parse, type DocumentNode } from 'graphql';
import type { QueryPlan } from './plan-store.ts';

/** The part of `@apollo/federation-internals` that planning needs, in the version of the gateway. */
interface FederationInternals {
  operationFromDocument(schema: unknown, document: DocumentNode): unknown;
}

/** The private members of Apollo's gateway that plan: its executor is the only public way to them. */
interface PlanningMembers {
  readonly apiSchema: unknown;
  readonly queryPlanner: { buildQueryPlan(operation: unknown): QueryPlan };
}

const requireFromGateway = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));

/**
 * Plans an operation for the current supergraph of a gateway, in this process.
 *
 * @param document a valid document with one operation
 */
export function planWith(gateway: ApolloGateway, document: string): QueryPlan {
  const { operationFromDocument } = requireFromGateway('@apollo/federation-internals') as FederationInternals;
  const { apiSchema, queryPlanner } = gateway as unknown as PlanningMembers;
  return queryPlanner.buildQueryPlan(operationFromDocument(apiSchema, parse(document)));
}
