import {
  buildASTSchema,
  concatAST,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import type { SubgraphSource } from './world.ts';

/** A type with fields: an object type or an interface. */
export type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A field, as one subgraph defines it. */
export interface FieldSdl {
  readonly node: FieldDefinitionNode;
  readonly isExternal: boolean;
  /** The selection of `@requires`. */
  readonly requires: SelectionSetNode | undefined;
  /** The subgraph of `@override(from:)`. */
  readonly overrides: string | undefined;
}

/** A type with fields, as one subgraph defines it. */
export interface TypeSdl {
  readonly node: FieldsNode;
  readonly isInterface: boolean;
  readonly isInterfaceObject: boolean;
  /** The selections of `@key`, without those that are not resolvable. */
  readonly keys: readonly SelectionSetNode[];
  /** The selections of all `@key`. */
  readonly allKeys: readonly SelectionSetNode[];
  readonly interfaces: readonly string[];
  readonly fields: ReadonlyMap<string, FieldSdl>;
}

/** The parts of a subgraph's SDL that determine what it answers. */
export interface SubgraphSdl {
  readonly name: string;
  /** What the subgraph serves, with `_entities`. */
  readonly schema: GraphQLSchema;
  readonly types: ReadonlyMap<string, TypeSdl>;
  readonly unions: ReadonlyMap<string, readonly string[]>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/** Parses the `fields` argument of a federation directive. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`);
  return operation.selectionSet;
}

interface WithDirectives {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

const directivesOf = ({ directives = [] }: WithDirectives, name: string): readonly ConstDirectiveNode[] =>
  directives.filter((directive) => directive.name.value === name);

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): unknown {
  const argument = directive?.arguments?.find((candidate) => candidate.name.value === name);
  return argument && valueFromASTUntyped(argument.value);
}

function fieldSdl(node: FieldDefinitionNode): FieldSdl {
  const [requires] = directivesOf(node, 'requires');
  const [override] = directivesOf(node, 'override');
  return {
    node,
    isExternal: directivesOf(node, 'external').length > 0,
    requires: requires && parseFieldSet(String(argumentOf(requires, 'fields'))),
    overrides: override && String(argumentOf(override, 'from')),
  };
}

function typeSdl(node: FieldsNode): TypeSdl {
  const keys = directivesOf(node, 'key');
  const selectionOf = (key: ConstDirectiveNode): SelectionSetNode => parseFieldSet(String(argumentOf(key, 'fields')));
  return {
    node,
    isInterface: node.kind === Kind.INTERFACE_TYPE_DEFINITION,
    isInterfaceObject: directivesOf(node, 'interfaceObject').length > 0,
    keys: keys.filter((key) => argumentOf(key, 'resolvable') !== false).map(selectionOf),
    allKeys: keys.map(selectionOf),
    interfaces: (node.interfaces ?? []).map(({ name }) => name.value),
    fields: new Map((node.fields ?? []).map((field) => [field.name.value, fieldSdl(field)])),
  };
}

/** Adds extensions to what they extend; one of another subgraph's type becomes the definition (Federation 1). */
function withoutExtensions({ kind, definitions }: DocumentNode): DocumentNode {
  const merged = new Map<string, FieldsNode>();
  const others: DefinitionNode[] = [];
  for (const node of definitions) {
    const type = definitionOf(node);
    if (type === undefined) others.push(node);
    else merged.set(type.name.value, mergeTypes(merged.get(type.name.value), type));
  }
  return { kind, definitions: [...others, ...merged.values()] };
}

function definitionOf(node: DefinitionNode): FieldsNode | undefined {
  if (node.kind === Kind.OBJECT_TYPE_EXTENSION) return { ...node, kind: Kind.OBJECT_TYPE_DEFINITION };
  if (node.kind === Kind.INTERFACE_TYPE_EXTENSION) return { ...node, kind: Kind.INTERFACE_TYPE_DEFINITION };
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION ? node : undefined;
}

const mergeTypes = (known: FieldsNode | undefined, type: FieldsNode): FieldsNode => ({
  ...type,
  interfaces: [...(known?.interfaces ?? []), ...(type.interfaces ?? [])],
  directives: [...(known?.directives ?? []), ...(type.directives ?? [])],
  fields: [...(known?.fields ?? []), ...(type.fields ?? [])],
});

/** Adds `_entities` to a subgraph's SDL. The federation directives need no definitions. */
function buildSubgraphSchema(document: DocumentNode): GraphQLSchema {
  const own = document.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);
  const entities = own.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && directivesOf(node, 'key').length > 0,
  ) as readonly ObjectTypeDefinitionNode[];
  const hasQuery = own.some((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query');
  const added = `
    scalar _Any
    union _Entity = ${entities.map(({ name }) => name.value).join(' | ')}
    ${hasQuery ? 'extend' : ''} type Query { _entities(representations: [_Any!]!): [_Entity]! }`;
  const definitions = concatAST([
    { kind: Kind.DOCUMENT, definitions: own },
    ...(entities.length > 0 ? [parse(added)] : []),
  ]);
  return buildASTSchema(definitions, { assumeValidSDL: true, assumeValid: true });
}

/** Reads the SDL of a subgraph. */
export function readSubgraphSdl({ name, sdl }: SubgraphSource): SubgraphSdl {
  const document = withoutExtensions(parse(sdl, { noLocation: true }));
  const { definitions } = document;
  const types = definitions.filter(
    (node): node is FieldsNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const unions = definitions.filter(
    (node): node is UnionTypeDefinitionNode => node.kind === Kind.UNION_TYPE_DEFINITION,
  );
  const enums = definitions.filter((node): node is EnumTypeDefinitionNode => node.kind === Kind.ENUM_TYPE_DEFINITION);
  return {
    name,
    schema: buildSubgraphSchema(document),
    types: new Map(types.map((node) => [node.name.value, typeSdl(node)])),
    unions: new Map(unions.map((node) => [node.name.value, (node.types ?? []).map((type) => type.name.value)])),
    enums: new Map(enums.map((node) => [node.name.value, (node.values ?? []).map((value) => value.name.value)])),
  };
}

/** Returns the object types that a name of a composite type can stand for in a subgraph, without `@interfaceObject`. */
export function possibleTypes({ types, unions }: SubgraphSdl, name: string): readonly string[] {
  const type = types.get(name);
  if (type?.isInterface === true)
    return [...types]
      .filter(([, { isInterface, interfaces }]) => !isInterface && interfaces.includes(name))
      .map(([object]) => object);
  return unions.get(name) ?? (type === undefined ? [] : [name]);
}
