// @ts-check
/*
 * Composes subgraphs into a supergraph on a thread of its own, since a composition blocks for 0.1 to 0.5 s.
 * Plain JavaScript that imports packages only: Node starts a worker without the loaders of tsx or jest, and this
 * file is the same from the sources and from the build.
 *
 * In:  { id, subgraphs: [{ name, sdl }] }
 * Out: { id, composed: true, supergraphSdl, hints: [text] } or { id, composed: false, problems: [text] }
 */
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const fromComposition = createRequire(createRequire(import.meta.url).resolve('@apollo/composition'));
/** The check that the gateway makes when it takes a supergraph: what fails there is to fail here, where it can be blamed on a service. */
const { Supergraph } = fromComposition('@apollo/federation-internals');

const worthTelling = 60;

/**
 * @typedef {{ name: string, sdl: string }} Subgraph
 * @typedef {{ composed: true, supergraphSdl: string, hints: string[] } | { composed: false, problems: string[] }} Composition
 */

/** @param {readonly Subgraph[]} subgraphs @returns {Composition} */
function compose(subgraphs) {
  // The url is the name: where a service lives is asked when a request goes there, so that a move changes no graph.
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: name, typeDefs: parsed(name, sdl) }));
  const result = composeServices(services);
  if (result.supergraphSdl === undefined)
    return { composed: false, problems: result.errors.map(({ message }) => message) };
  Supergraph.build(result.supergraphSdl, { validateSupergraph: true });
  const hints = result.hints.filter(({ definition }) => definition.level.value >= worthTelling);
  return { composed: true, supergraphSdl: result.supergraphSdl, hints: hints.map(({ message }) => message) };
}

/** @param {string} name @param {string} sdl */
function parsed(name, sdl) {
  try {
    return parse(sdl);
  } catch (error) {
    throw new Error(`[${name}] ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @param {{ id: number, subgraphs: readonly Subgraph[] }} order */
function answer({ id, subgraphs }) {
  try {
    return { id, ...compose(subgraphs) };
  } catch (error) {
    return { id, composed: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

parentPort?.on('message', (order) => parentPort?.postMessage(answer(order)));
