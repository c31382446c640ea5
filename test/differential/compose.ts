import { composeServices } from '@apollo/composition';
import { buildSchema, parse, printSchema, type GraphQLSchema } from 'graphql';
import { Supergraph } from '@apollo/federation-internals';
import { withResolvableKeysFirst } from '../../gateway/compose/key-order.mjs';
import type { SubgraphSource } from './model/world.ts';

/** A supergraph with the schema that clients see. */
export interface ComposedSupergraph {
  readonly supergraphSdl: string;
  readonly apiSdl: string;
  readonly apiSchema: GraphQLSchema;
}

type Composition = ComposedSupergraph | { readonly problems: readonly string[] };

const composed = new WeakMap<readonly SubgraphSource[], Composition>();

/** Composes subgraphs, the same list once, or returns the problems. */
export function compose(subgraphs: readonly SubgraphSource[]): Composition {
  const composition = composed.get(subgraphs) ?? composeOnce(subgraphs);
  composed.set(subgraphs, composition);
  return composition;
}

function composeOnce(subgraphs: readonly SubgraphSource[]): Composition {
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  const { supergraphSdl: printed, errors = [] } = composeServices(services);
  if (printed === undefined) return { problems: errors.map(({ message }) => message) };
  const supergraphSdl = withResolvableKeysFirst(printed);
  const apiSdl = printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema());
  return { supergraphSdl, apiSdl, apiSchema: buildSchema(apiSdl) };
}
