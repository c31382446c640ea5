import { getNullableType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { nodeSubgraphName } from '../compose/node-subgraph.mjs';
import type { Supergraph } from '../execute/supergraph.ts';

/** The services that look up nodes by their `id`, and the types that each is asked for. */
export type NodeOwners = ReadonlyMap<string, readonly string[]>;

/** Returns who is asked for nodes; undefined if `Query.node` is not the gateway's own. */
export function nodeOwnersOf(
  schema: GraphQLSchema,
  { serviceOf }: Pick<Supergraph, 'serviceOf'>,
): NodeOwners | undefined {
  const node = schema.getType('Node');
  if (serviceOf('Query.node') !== nodeSubgraphName || !isInterfaceType(node)) return undefined;
  const owners = new Map<string, readonly string[]>();
  for (const { name } of schema.getPossibleTypes(node)) {
    const service = serviceOf(`Query.${lookupOf(name, schema)}`);
    if (service !== undefined) owners.set(service, [...(owners.get(service) ?? []), name]);
  }
  return owners;
}

/** Returns the root field that looks up a type, in the service that owns it: others only add fields to the type. */
function lookupOf(typeName: string, schema: GraphQLSchema): string | undefined {
  const lookups = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ type, args: [id, ...others] }) => {
    const nullable = getNullableType(type);
    const isOfType = isObjectType(nullable) && nullable.name === typeName;
    return isOfType && id?.name === 'id' && String(id.type) === 'ID!' && others.length === 0;
  });
  const named = lookups.find(({ name }) => name.toLowerCase() === typeName.toLowerCase());
  return (named ?? lookups[0])?.name;
}
