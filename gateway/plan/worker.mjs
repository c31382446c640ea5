// @ts-check
/*
 * Process that plans operations for one supergraph: a plan can take 0.4 s. Plain JavaScript that imports nothing but
 * packages, since it starts without the loaders of tsx or jest. The sources and the build use the same file.
 *
 * First request: { supergraphSdl }, which the gateway has validated. It sends { kind: 'ready' } when it can plan.
 * Request:  { document } with one operation
 * Response: { kind: 'planned', plan } or { kind: 'failed', message, code?, stack? }
 */
import { createRequire } from 'node:module';
import { parse } from 'graphql';

const fromGateway = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));
const { operationFromDocument, Supergraph } = fromGateway('@apollo/federation-internals');
const { QueryPlanner } = fromGateway('@apollo/query-planner');

/** @param {string} supergraphSdl */
function createResponder(supergraphSdl) {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return (/** @type {{ document: string }} */ { document }) => {
    try {
      const operation = operationFromDocument(apiSchema, parse(document));
      return { kind: 'planned', plan: planner.buildQueryPlan(operation) };
    } catch (error) {
      return { kind: 'failed', ...describe(error) };
    }
  };
}

/** Returns what the copy of an error in another process must have. @param {any} error */
function describe(error) {
  return { message: String(error?.message ?? error), code: error?.extensions?.code, stack: error?.stack };
}

process.once('message', (/** @type {any} */ { supergraphSdl }) => {
  const respond = createResponder(supergraphSdl);
  process.on('message', (/** @type {any} */ request) => process.send?.(respond(request)));
  process.send?.({ kind: 'ready' });
});
