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

/** Composes subgraphs, or returns the problems. */
export function compose(
  subgraphs: readonly SubgraphSource[],
): ComposedSupergraph | { readonly problems: readonly string[] } {
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  const { supergraphSdl: composed, errors = [] } = composeServices(services);
  if (composed === undefined) return { problems: errors.map(({ message }) => message) };
  const supergraphSdl = withResolvableKeysFirst(composed);
  const apiSdl = printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema());
  return { supergraphSdl, apiSdl, apiSchema: buildSchema(apiSdl) };
}
