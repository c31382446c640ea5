import {
  buildClientSchema,
  getIntrospectionQuery,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { applyScalarParsers } from '../../../../kit/graphql/scalars.ts';

/** A graph that is sent requests: the gateway's, or a subgraph's. */
export interface Target {
  readonly origin: string;
  readonly schema: GraphQLSchema;
  /** Names of resources as `known` has them: those of the types that are one. */
  readonly resources: readonly string[];
}

/** The name of the resource that a type is. */
export const resourceName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Asks a graph for its schema. */
export async function targetAt(origin: string, authorization: string): Promise<Target> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const { data } = (await response.json()) as { data: IntrospectionQuery };
  const schema = buildClientSchema(data);
  applyScalarParsers(schema);
  const resource = schema.getType('Resource');
  const types = isInterfaceType(resource) ? schema.getPossibleTypes(resource) : [];
  return { origin, schema, resources: types.filter(isObjectType).map(({ name }) => resourceName(name)) };
}
