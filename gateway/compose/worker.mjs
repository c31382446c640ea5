// @ts-check
/*
 * Process that composes subgraphs into a supergraph, which takes 0.1 to 0.5 s. Plain JavaScript that imports nothing but
 * packages and the like, since it starts without the loaders of tsx or jest. The sources and the build use the same file.
 *
 * Request:  { id, subgraphs: [{ name, sdl, routingUrl?, guest? }], trusted? }
 * Response: { id, composed: true, supergraphSdl, hints: [text] } or { id, composed: false, problems: [text] }
 */
import { createRequire } from 'node:module';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { problemsOfComposition, problemsOfGuestSdl } from './guest-check.mjs';
import { withResolvableKeysFirst } from './key-order.mjs';
import { nodeSubgraph, nodeSubgraphName } from './node-subgraph.mjs';

const fromComposition = createRequire(createRequire(import.meta.url).resolve('@apollo/composition'));
/** The validation that the gateway runs on a supergraph. It runs here, where a failure can be traced to a service. */
const { Supergraph } = fromComposition('@apollo/federation-internals');

/** The minimum level of the hints that are returned; federation's levels are DEBUG 20, INFO 40 and WARN 60. */
const minHintLevel = 60;

/** The maximum number and length of the problems that are returned: a hostile schema can have any number. */
const maxProblems = 20;
const maxProblemLength = 500;

/**
 * @typedef {{ name: string, sdl: string, routingUrl?: string, guest?: boolean }} Subgraph
 * @typedef {{ subgraphs: readonly Subgraph[], trusted?: string }} Request `trusted` is the supergraph without guests.
 * @typedef {{ composed: true, supergraphSdl: string, hints: string[] }
 *   | { composed: false, problems: string[] }} Composition
 */

/** @param {Request} request @returns {Composition} */
function compose({ subgraphs, trusted }) {
  // Without a URL it is the name: the gateway resolves it, so that a relocated service does not change the graph.
  const services = subgraphs.map(({ name, sdl, routingUrl: url = name }) => ({
    name,
    url,
    typeDefs: parseSdl(name, sdl),
  }));
  const guests = new Set(subgraphs.filter(({ guest }) => guest).map(({ name }) => name));
  const forbidden = services
    .filter(({ name }) => guests.has(name))
    .flatMap(({ typeDefs }) => problemsOfGuestSdl(typeDefs));
  if (forbidden.length > 0) return { composed: false, problems: forbidden };
  const result = composeWithNodes(services, guests);
  if (result.supergraphSdl === undefined)
    return { composed: false, problems: result.errors.map(({ message }) => message) };
  const supergraphSdl = withResolvableKeysFirst(result.supergraphSdl);
  const graph = buildGraph(supergraphSdl);
  const problems = trusted === undefined ? [] : problemsOfComposition(trustedGraph(trusted), graph(), guests);
  if (problems.length > 0) return { composed: false, problems };
  const hints = result.hints.filter(({ definition }) => definition.level.value >= minHintLevel);
  return { composed: true, supergraphSdl, hints: hints.map(({ message }) => message) };
}

/**
 * Composes subgraphs, with the gateway's own if it fits: it keeps no service out.
 *
 * @param {readonly { name: string, url: string, typeDefs: import('graphql').DocumentNode }[]} services
 * @param {ReadonlySet<string>} guests
 */
function composeWithNodes(services, guests) {
  const sdl = nodeSubgraph(services.filter(({ name }) => !guests.has(name)));
  const own = sdl === undefined ? [] : [{ name: nodeSubgraphName, url: nodeSubgraphName, typeDefs: parse(sdl) }];
  const result = composeServices([...services, ...own]);
  return result.supergraphSdl === undefined && own.length > 0 ? composeServices([...services]) : result;
}

/** Validates a supergraph. Returns a function that returns it with its API schema. @param {string} sdl */
function buildGraph(sdl) {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  return () => ({ api: parse(printSchema(supergraph.apiSchema().toGraphQLJSSchema())), supergraph: parse(sdl) });
}

/** @type {{ sdl: string, graph: ReturnType<ReturnType<typeof buildGraph>> } | undefined} */
let lastTrusted;

/** Returns the graph of the trusted subgraphs, which is the same for many guests. @param {string} sdl */
function trustedGraph(sdl) {
  if (lastTrusted?.sdl !== sdl) lastTrusted = { sdl, graph: buildGraph(sdl)() };
  return lastTrusted.graph;
}

/** @param {string} name @param {string} sdl */
function parseSdl(name, sdl) {
  try {
    return parse(sdl);
  } catch (error) {
    throw new Error(`[${name}] ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @param {{ id: number } & Request} request */
function respond({ id, ...request }) {
  try {
    const result = compose(request);
    return { id, ...(result.composed ? result : rejected(result.problems)) };
  } catch (error) {
    return { id, ...rejected([error instanceof Error ? error.message : String(error)]) };
  }
}

/** @param {readonly string[]} problems @returns {Composition} */
function rejected(problems) {
  const shortened = problems.slice(0, maxProblems).map((problem) => problem.slice(0, maxProblemLength));
  return { composed: false, problems: shortened };
}

process.on('message', (request) => process.send?.(respond(/** @type {{ id: number } & Request} */ (request))));
