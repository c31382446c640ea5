import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** What a supergraph says of types and services, also of types that the API schema does not have. */
export interface Supergraph {
  /** Whether an object of one type is of another one. */
  isOfType(typeName: string, other: string): boolean;
  /** Whether a type is an interface or a union. */
  isAbstract(typeName: string): boolean;
  /** Whether a type is an interface of which some service knows only the objects (`@interfaceObject`). */
  isInterfaceObject(typeName: string): boolean;
  /** Returns the name of a service that resolves a field, by its coordinate `Type.field`. */
  serviceOf(coordinate: string): string | undefined;
}

/** Reads a supergraph (Join specification, v0.5). */
export function readSupergraph(supergraphSdl: string): Supergraph {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const members = membersOf(definitions);
  const graphs = graphsOf(definitions);
  const names = serviceNames(definitions);
  const interfaceObjects = interfaceObjectsOf(definitions);
  return {
    isOfType: (typeName, other) => typeName === other || members.get(other)?.has(typeName) === true,
    isAbstract: (typeName) => members.has(typeName),
    isInterfaceObject: (typeName) => interfaceObjects.has(typeName),
    serviceOf: (coordinate) => {
      const [type = ''] = coordinate.split('.');
      return names.get(graphs.get(coordinate) ?? graphs.get(type) ?? '');
    },
  };
}

/** Returns the names of the types of each interface and union. */
function membersOf(definitions: readonly DefinitionNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>();
  const add = (abstract: string, name: string): void =>
    void members.set(abstract, (members.get(abstract) ?? new Set()).add(name));
  for (const definition of definitions) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION)
      for (const type of definition.types ?? []) add(definition.name.value, type.name.value);
    if (hasFields(definition))
      for (const type of definition.interfaces ?? []) add(type.name.value, definition.name.value);
  }
  return members;
}

const interfaceObjectsOf = (definitions: readonly DefinitionNode[]): ReadonlySet<string> =>
  new Set(
    definitions
      .filter(hasFields)
      .filter(({ directives = [] }) => directives.some((each) => argumentOf(each, 'isInterfaceObject') === 'true'))
      .map(({ name }) => name.value),
  );

/** Returns a name of `join__Graph` for each type and each field that a particular service resolves. */
function graphsOf(definitions: readonly DefinitionNode[]): ReadonlyMap<string, string> {
  const graphs = new Map<string, string>();
  const add = (coordinate: string, directives: readonly ConstDirectiveNode[] = []): void => {
    for (const directive of directives) {
      const graph = argumentOf(directive, 'graph');
      const isResolved = argumentOf(directive, 'external') !== 'true';
      if (/^join__(type|field)$/.test(directive.name.value) && graph !== undefined && isResolved)
        graphs.set(coordinate, graphs.get(coordinate) ?? graph);
    }
  };
  for (const { name, directives, fields } of definitions.filter(hasFields)) {
    add(name.value, directives);
    for (const field of fields ?? []) add(`${name.value}.${field.name.value}`, field.directives);
  }
  return graphs;
}

/** Returns the names of services by those of `join__Graph`. */
const serviceNames = (definitions: readonly DefinitionNode[]): ReadonlyMap<string, string> =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
        ? (definition.values ?? []).map(({ name, directives = [] }) => [name.value, nameIn(directives) ?? name.value])
        : [],
    ),
  );

const nameIn = (directives: readonly ConstDirectiveNode[]): string | undefined =>
  directives.map((directive) => argumentOf(directive, 'name')).find((name) => name !== undefined);

function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string | undefined {
  const value = args.find((each) => each.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

const hasFields = (definition: DefinitionNode): definition is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
