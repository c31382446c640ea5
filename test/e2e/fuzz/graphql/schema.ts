import {
  buildClientSchema,
  getIntrospectionQuery,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { applyScalarParsers } from '../../../../kit/graphql/scalars.ts';

/** A graph under test: that of the gateway, or a subgraph. */
export interface GraphTarget {
  readonly origin: string;
  readonly schema: GraphQLSchema;
  /** Resource names of the types that implement `Resource`, as in `idPlaceholder`. */
  readonly resources: readonly string[];
}

/** Returns the resource name of a type: `Venue` → `venue`. */
export const resourceOfType = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Loads the schema of a graph by introspection. */
export async function loadTarget(origin: string, authorization: string): Promise<GraphTarget> {
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
  return { origin, schema, resources: types.filter(isObjectType).map(({ name }) => resourceOfType(name)) };
}
