import { parse } from 'graphql';
import { composeOnce } from '../../gateway/compose/composer.ts';
import { nodeSubgraph, nodeSubgraphName } from '../../gateway/compose/node-subgraph.mjs';
import { gatewayPort } from '../../gateway/settings.ts';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { loadServiceParts } from '../parts.ts';
import { apiSdl } from './api.ts';
import type { SchemaSet } from './comparison.ts';

/** A subgraph to publish. */
export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
  /** The URL for routers. This system's own gateway discovers it by following links instead. */
  readonly routingUrl: string;
}

/** All schemas that are generated from the resource definitions. */
export interface GeneratedSchemas {
  readonly subgraphs: readonly Subgraph[];
  readonly supergraphSdl: string;
  readonly apiSdl: string;
  /** Hints of the composition about schemas whose result may be unexpected. */
  readonly hints: readonly string[];
}

/** Thrown when the subgraphs do not compose. The message lists the problems. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/** Generates the subgraphs from the resource definitions, and that of the gateway, which its own graph answers. */
export async function generateSubgraphs(): Promise<readonly Subgraph[]> {
  const services = Object.values(await loadServiceParts()).map(({ name, definition, port }) => ({
    name,
    sdl: subgraphSdl({ definition, limits: defaultLimits }),
    routingUrl: routingUrl(port),
  }));
  const sdl = nodeSubgraph(services.map((service) => ({ ...service, typeDefs: parse(service.sdl) })));
  const own = sdl === undefined ? [] : [{ name: nodeSubgraphName, sdl, routingUrl: routingUrl(gatewayPort.port) }];
  return [...services, ...own];
}

const routingUrl = (port: number): string => `http://localhost:${port}/graphql`;

/**
 * Generates the schemas from the resource definitions.
 *
 * @throws CompositionError
 */
export async function generateSchemas(): Promise<GeneratedSchemas> {
  const subgraphs = await generateSubgraphs();
  const composition = await composeOnce(subgraphs);
  if (!composition.composed) throw new CompositionError(composition.problems.join('\n'));
  const { supergraphSdl, hints } = composition;
  return { subgraphs, supergraphSdl, apiSdl: apiSdl(supergraphSdl), hints };
}

/** Returns the generated schemas as a set to compare. */
export const schemaSetOf = (generated: GeneratedSchemas): SchemaSet =>
  new Map([...generated.subgraphs.map(({ name, sdl }) => [name, sdl] as const), ['api', generated.apiSdl]]);

/** Returns the files of `schema/`: name → text. */
export function schemaFilesOf({ subgraphs, supergraphSdl, apiSdl }: GeneratedSchemas): ReadonlyMap<string, string> {
  return new Map([
    ...subgraphs.map(({ name, sdl }) => [`${name}.graphql`, sdl] as const),
    ['supergraph.graphql', supergraphSdl],
    ['supergraph.yaml', supergraphConfiguration(subgraphs)],
    ['api.graphql', apiSdl],
  ]);
}

/** Returns the configuration for `rover supergraph compose --config`. */
function supergraphConfiguration(subgraphs: readonly Subgraph[]): string {
  const lines = [
    'federation_version: =2.9.0',
    'subgraphs:',
    ...subgraphs.flatMap(({ name, routingUrl }) => [
      `  ${name}:`,
      `    routing_url: ${routingUrl}`,
      '    schema:',
      `      file: ./${name}.graphql`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
