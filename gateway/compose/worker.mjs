// @ts-check
/*
 * Worker thread that composes subgraphs into a supergraph: a composition blocks its thread for 0.1 to 0.5 s.
 * Plain JavaScript that imports only packages, since Node starts a worker without the loaders of tsx or jest. The
 * sources and the build use the same file.
 *
 * Request:  { id, subgraphs: [{ name, sdl, routingUrl? }] }
 * Response: { id, composed: true, supergraphSdl, hints: [text] } or { id, composed: false, problems: [text] }
 */
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const fromComposition = createRequire(createRequire(import.meta.url).resolve('@apollo/composition'));
/** The validation that the gateway runs on a supergraph. It runs here, where a failure can be traced to a service. */
const { Supergraph } = fromComposition('@apollo/federation-internals');

/** The minimum level of the hints that are returned; federation's levels are DEBUG 20, INFO 40 and WARN 60. */
const minHintLevel = 60;

/**
 * @typedef {{ name: string, sdl: string, routingUrl?: string }} Subgraph
 * @typedef {{ composed: true, supergraphSdl: string, hints: string[] }
 *   | { composed: false, problems: string[] }} Composition
 */

/** @param {readonly Subgraph[]} subgraphs @returns {Composition} */
function compose(subgraphs) {
  // Without a URL it is the name: the gateway resolves it, so that a relocated service does not change the graph.
  const services = subgraphs.map(({ name, sdl, routingUrl: url = name }) => ({
    name,
    url,
    typeDefs: parseSdl(name, sdl),
  }));
  const result = composeServices(services);
  if (result.supergraphSdl === undefined)
    return { composed: false, problems: result.errors.map(({ message }) => message) };
  Supergraph.build(result.supergraphSdl, { validateSupergraph: true });
  const hints = result.hints.filter(({ definition }) => definition.level.value >= minHintLevel);
  return { composed: true, supergraphSdl: result.supergraphSdl, hints: hints.map(({ message }) => message) };
}

/** @param {string} name @param {string} sdl */
function parseSdl(name, sdl) {
  try {
    return parse(sdl);
  } catch (error) {
    throw new Error(`[${name}] ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @param {{ id: number, subgraphs: readonly Subgraph[] }} request */
function respond({ id, subgraphs }) {
  try {
    return { id, ...compose(subgraphs) };
  } catch (error) {
    return { id, composed: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

parentPort?.on('message', (request) => parentPort?.postMessage(respond(request)));
