// @ts-check
/*
 * The query planner, as it is used in this process and in the planning process: plain JavaScript that imports only
 * packages and the like.
 */
import { createRequire } from 'node:module';
import { parse } from 'graphql';
import { nameRequiredFields } from './required-arguments.mjs';
import { restoreArguments } from './required-plan.mjs';

const fromGateway = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));
const { operationFromDocument, Supergraph } = fromGateway('@apollo/federation-internals');
const { QueryPlanner } = fromGateway('@apollo/query-planner');

/**
 * @typedef {import('./plan-store.ts').QueryPlan} QueryPlan
 * @typedef {{ readonly apiSchema: unknown, readonly queryPlanner: { buildQueryPlan(operation: unknown): QueryPlan } }} Planner
 */

/**
 * Creates a planner for a supergraph. It plans valid documents with one operation.
 *
 * @param {string} supergraphSdl
 * @param {Planner} [planner] one for the supergraph as it is
 * @returns {(document: string) => QueryPlan}
 */
export function createQueryPlanner(supergraphSdl, planner) {
  const planned = nameRequiredFields(supergraphSdl);
  const { apiSchema, queryPlanner } =
    planned === undefined && planner !== undefined ? planner : build(planned?.supergraphSdl ?? supergraphSdl);
  return (document) => {
    const plan = queryPlanner.buildQueryPlan(operationFromDocument(apiSchema, parse(document)));
    return planned === undefined ? plan : restoreArguments(plan, planned);
  };
}

/** @param {string} supergraphSdl @returns {Planner} */
function build(supergraphSdl) {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  return { apiSchema: supergraph.apiSchema(), queryPlanner: new QueryPlanner(supergraph) };
}
