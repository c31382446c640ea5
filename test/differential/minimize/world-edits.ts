import {
  Kind,
  parse,
  print,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { World } from '../model/world.ts';

interface ParsedSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

/** Removes a type from a subgraph, with the fields, members and interfaces that refer to it. */
const withoutType = (document: DocumentNode, name: string): DocumentNode =>
  visit(document, {
    enter: (node) => {
      if ('name' in node && node.name?.value === name && node.kind.endsWith('TypeDefinition')) return null;
      if (node.kind === Kind.NAMED_TYPE && node.name.value === name) return null;
      if (node.kind === Kind.FIELD_DEFINITION || node.kind === Kind.INPUT_VALUE_DEFINITION)
        return nameOf(node.type) === name ? null : undefined;
      return undefined;
    },
  });

/** Removes types without fields or members. */
function withoutEmpty(document: DocumentNode): DocumentNode {
  const empty = document.definitions.find(
    (node) =>
      ((node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) &&
        !node.fields?.length) ||
      (node.kind === Kind.UNION_TYPE_DEFINITION && !node.types?.length),
  );
  return empty !== undefined && 'name' in empty && empty.name
    ? withoutEmpty(withoutType(document, empty.name.value))
    : document;
}

/** Visits the fields of a document with their coordinates. */
const mapFields = (
  document: DocumentNode,
  map: (field: FieldDefinitionNode, coordinate: string) => FieldDefinitionNode | null | undefined,
): DocumentNode =>
  visit(document, {
    FieldDefinition: (node, _key, _parent, _path, ancestors) => {
      const type = ancestors.findLast((ancestor): ancestor is ASTNode => !Array.isArray(ancestor));
      return map(node, `${type && 'name' in type ? type.name?.value : ''}.${node.name.value}`);
    },
  });

const coordinatesOf = (document: DocumentNode): readonly string[] => {
  const coordinates: string[] = [];
  mapFields(document, (_field, coordinate) => void coordinates.push(coordinate));
  return coordinates;
};

const typeNames = ({ definitions }: DocumentNode): readonly string[] =>
  definitions.flatMap((node) =>
    'name' in node && node.name && node.kind.endsWith('TypeDefinition') ? [node.name.value] : [],
  );

const unwrapped = (type: TypeNode): TypeNode => (type.kind === Kind.NAMED_TYPE ? type : type.type);

/** Removes one small part, the one at a position in the order of the document. */
function withoutPart(document: DocumentNode, position: number): DocumentNode | undefined {
  let current = -1;
  let isRemoved = false;
  const removable = new Set<string>([Kind.DIRECTIVE, Kind.INPUT_VALUE_DEFINITION, Kind.ENUM_VALUE_DEFINITION]);
  const result = visit(document, {
    enter: (node, _key, parent) => {
      if (node.kind === Kind.SCHEMA_EXTENSION) return false;
      const isMember = node.kind === Kind.NAMED_TYPE && Array.isArray(parent);
      if (isRemoved || !(isMember || removable.has(node.kind))) return undefined;
      current += 1;
      isRemoved = current === position;
      return isRemoved ? null : undefined;
    },
  });
  return isRemoved ? result : undefined;
}

function* editedDocuments(subgraphs: readonly ParsedSubgraph[]): Generator<readonly ParsedSubgraph[]> {
  const everywhere = (edit: (document: DocumentNode) => DocumentNode): readonly ParsedSubgraph[] =>
    subgraphs.map(({ name, document }) => ({ name, document: edit(document) }));
  const inOne = (name: string, edit: (document: DocumentNode) => DocumentNode): readonly ParsedSubgraph[] =>
    subgraphs.map((subgraph) => (subgraph.name === name ? { name, document: edit(subgraph.document) } : subgraph));
  const all = <T>(list: (document: DocumentNode) => readonly T[]): Set<T> =>
    new Set(subgraphs.flatMap(({ document }) => list(document)));
  for (const { name } of subgraphs) yield subgraphs.filter((subgraph) => subgraph.name !== name);
  for (const type of all(typeNames)) yield everywhere((document) => withoutType(document, type));
  for (const removed of all(coordinatesOf))
    yield everywhere((document) =>
      mapFields(document, (_field, coordinate) => (coordinate === removed ? null : undefined)),
    );
  for (const { name, document } of subgraphs) {
    for (const type of typeNames(document)) yield inOne(name, () => withoutType(document, type));
    for (const removed of coordinatesOf(document))
      yield inOne(name, () => mapFields(document, (_field, coordinate) => (coordinate === removed ? null : undefined)));
    for (let position = 0; ; position++) {
      const edited = withoutPart(document, position);
      if (edited === undefined) break;
      yield inOne(name, () => edited);
    }
  }
  for (const changed of all(coordinatesOf))
    yield everywhere((document) =>
      mapFields(document, (field, coordinate) =>
        coordinate === changed ? { ...field, type: unwrapped(field.type) } : undefined,
      ),
    );
}

/** Yields simpler worlds. Not all of them compose. */
export function* simplerWorlds({ subgraphs, failures, missing = [] }: World): Generator<World> {
  for (const failure of failures) yield { subgraphs, failures: failures.filter((other) => other !== failure), missing };
  if (missing.length > 0) yield { subgraphs, failures };
  const printed = (parsed: readonly ParsedSubgraph[]) =>
    parsed
      .map(({ name, document }) => ({ name, sdl: print(withoutEmpty(document)) }))
      .filter(({ sdl }) => /^(type|interface)/m.test(sdl));
  const parsed = subgraphs.map(({ name, sdl }) => ({ name, document: parse(sdl) }));
  const before = JSON.stringify(printed(parsed));
  for (const edited of editedDocuments(parsed)) {
    const simpler = printed(edited);
    if (JSON.stringify(simpler) !== before) yield { subgraphs: simpler, failures, missing };
  }
}
