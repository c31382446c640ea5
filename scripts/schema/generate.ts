import { composeOnce } from '../../gateway/compose/composer.ts';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { serviceParts } from '../parts.ts';
import { apiSdl } from './api.ts';
import type { SchemaSet } from './comparison.ts';

/** One subgraph, as it is published. */
export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
  /** Where a router finds it; the gateway here finds it by following links. */
  readonly routingUrl: string;
}

/** Everything that is derived from the definitions. */
export interface Generated {
  readonly subgraphs: readonly Subgraph[];
  readonly supergraphSdl: string;
  readonly apiSdl: string;
  /** What composed otherwise than its author may think. */
  readonly hints: readonly string[];
}

/** The subgraphs do not compose; the message says why. */
export class CompositionFault extends Error {
  override readonly name = 'CompositionFault';
}

export const subgraphs = (): readonly Subgraph[] =>
  Object.values(serviceParts).map(({ name, definition, port }) => ({
    name,
    sdl: subgraphSdl({ definition, limits: defaultLimits }),
    routingUrl: `http://localhost:${port}/graphql`,
  }));

/** Derives the schemas from the definitions as they are now. Rejects with `CompositionFault`. */
export async function generate(): Promise<Generated> {
  const parts = subgraphs();
  const composition = await composeOnce(parts);
  if (!composition.composed) throw new CompositionFault(composition.problems.join('\n'));
  const { supergraphSdl, hints } = composition;
  return { subgraphs: parts, supergraphSdl, apiSdl: apiSdl(supergraphSdl), hints };
}

export const setOf = (generated: Generated): SchemaSet =>
  new Map([...generated.subgraphs.map(({ name, sdl }) => [name, sdl] as const), ['api', generated.apiSdl]]);

/** The files of `schema/`, by name. */
export function filesOf({ subgraphs: parts, supergraphSdl, apiSdl: api }: Generated): ReadonlyMap<string, string> {
  return new Map([
    ...parts.map(({ name, sdl }) => [`${name}.graphql`, sdl] as const),
    ['supergraph.graphql', supergraphSdl],
    ['supergraph.yaml', supergraphConfiguration(parts)],
    ['api.graphql', api],
  ]);
}

/** What `rover supergraph compose --config` takes. */
function supergraphConfiguration(parts: readonly Subgraph[]): string {
  const lines = [
    'federation_version: =2.9.0',
    'subgraphs:',
    ...parts.flatMap(({ name, routingUrl }) => [
      `  ${name}:`,
      `    routing_url: ${routingUrl}`,
      '    schema:',
      `      file: ./${name}.graphql`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
