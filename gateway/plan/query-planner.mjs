// @ts-check
/*
 * The query planner, as it is used in this process and in the planning process: plain JavaScript that imports only
 * packages and the like.
 */
import { createRequire } from 'node:module';
import { GraphQLError, parse } from 'graphql';
import { meetsRequirements } from './check-plan.mjs';
import { readPlannedSupergraph } from './planned-supergraph.mjs';
import { restoreArguments } from './required-plan.mjs';

const fromGateway = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));
const { operationFromDocument, Supergraph } = fromGateway('@apollo/federation-internals');
const { QueryPlanner } = fromGateway('@apollo/query-planner');
const fromPlanner = createRequire(fromGateway.resolve('@apollo/query-planner'));
/** The class with which the planner decides whether one request can have what another one selects. */
const { SelectionSet } = fromPlanner('@apollo/federation-internals');

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
  const planned = readPlannedSupergraph(supergraphSdl);
  const isAsIs = planned === undefined || planned.fields.size === 0;
  const { apiSchema, queryPlanner } =
    planner !== undefined && isAsIs ? planner : build(planned?.supergraphSdl ?? supergraphSdl);
  return (document) => {
    const plan = () => queryPlanner.buildQueryPlan(operationFromDocument(apiSchema, parse(document)));
    if (planned === undefined) return plan();
    for (const each of [plan, () => withoutMerging(plan)]) {
      const made = each();
      if (meetsRequirements(made, planned)) return restoreArguments(made, planned);
    }
    throw new GraphQLError('The operation cannot be planned: no service can be sent all that it requires.');
  };
}

/** @param {string} supergraphSdl @returns {Planner} */
function build(supergraphSdl) {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const queryPlanner = new QueryPlanner(supergraph, { incrementalDelivery: { enableDefer: true } });
  return { apiSchema: supergraph.apiSchema(), queryPlanner };
}

/**
 * Plans without merging what fields require into other requests. In a chain of `@requires`, the planner of 2.14 merges what
 * a request of the chain selects into an earlier one to the same service, before that has what it requires.
 *
 * @template T @param {() => T} plan @returns {T}
 */
function withoutMerging(plan) {
  const { canRebaseOn } = SelectionSet.prototype;
  SelectionSet.prototype.canRebaseOn = () => false;
  try {
    return plan();
  } finally {
    SelectionSet.prototype.canRebaseOn = canRebaseOn;
  }
}
