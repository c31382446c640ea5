import { Kind, parse, visit, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';
import type { ServicesOf } from '../../kit/graphql/limits/complexity.ts';

/**
 * Returns which services resolve a field, as a supergraph says with `@join__field` (Join specification, v0.5). The names
 * are those of its `join__Graph`.
 */
export function fieldServicesOf(supergraphSdl: string): ServicesOf {
  const services = new Map<string, readonly string[]>();
  const addFields = ({ name, fields = [] }: { name: { value: string }; fields?: readonly FieldDefinitionNode[] }) => {
    for (const field of fields) {
      const graphs = (field.directives ?? []).flatMap(graphOf);
      if (graphs.length > 0) services.set(`${name.value}.${field.name.value}`, graphs);
    }
  };
  visit(parse(supergraphSdl, { noLocation: true }), { ObjectTypeDefinition: addFields });
  return (coordinate) => services.get(coordinate);
}

/** Returns the service that a directive says resolves the field; none if the service only refers to the field. */
function graphOf({ name, arguments: args = [] }: ConstDirectiveNode): readonly string[] {
  if (name.value !== 'join__field') return [];
  const valueOf = (argument: string) => args.find((each) => each.name.value === argument)?.value;
  const [graph, external] = [valueOf('graph'), valueOf('external')];
  const isExternal = external?.kind === Kind.BOOLEAN && external.value;
  return graph?.kind === Kind.ENUM && !isExternal ? [graph.value] : [];
}
