// @ts-check
/*
 * Worker thread that plans operations for one supergraph: a plan can block its thread for 0.4 s. Plain JavaScript that
 * imports nothing but packages, since Node starts a worker without the loaders of tsx or jest. The sources and the build
 * use the same file. `workerData` is the supergraph's SDL, which the gateway has validated.
 *
 * Sends { kind: 'ready' } when it can plan.
 * Request:  { document, operationName? }
 * Response: { kind: 'planned', plan } or { kind: 'failed', message, code?, stack? }
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'graphql';

const fromGateway = createRequire(createRequire(import.meta.url).resolve('@apollo/gateway'));
const { operationFromDocument, Supergraph } = fromGateway('@apollo/federation-internals');
const { QueryPlanner } = fromGateway('@apollo/query-planner');

const supergraph = Supergraph.build(workerData, { validateSupergraph: false });
const apiSchema = supergraph.apiSchema();
const planner = new QueryPlanner(supergraph);

/** @param {{ document: string, operationName?: string }} request */
function respond({ document, operationName }) {
  try {
    const operation = operationFromDocument(apiSchema, parse(document), { operationName });
    return { kind: 'planned', plan: planner.buildQueryPlan(operation) };
  } catch (error) {
    return { kind: 'failed', ...describe(error) };
  }
}

/** Returns what a copy of an error between threads must have. @param {any} error */
function describe(error) {
  return { message: String(error?.message ?? error), code: error?.extensions?.code, stack: error?.stack };
}

parentPort?.on('message', (request) => parentPort?.postMessage(respond(request)));
parentPort?.postMessage({ kind: 'ready' });
