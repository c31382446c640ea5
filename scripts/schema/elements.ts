import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from 'graphql';
import type { InputValueDefinitionNode, StringValueNode, TypeDefinitionNode } from 'graphql';

/** The kinds of schema elements that the linter distinguishes. */
export type ElementKind = 'type' | 'input' | 'field' | 'argument' | 'inputField' | 'enumValue';

/** A named and described element of a schema. */
export interface Element {
  readonly kind: ElementKind;
  readonly name: string;
  /** The schema coordinate, such as `Event`, `Event.name` or `Query.event(id:)`. */
  readonly coordinate: string;
  readonly description: string | undefined;
  /** Whether it is a federated entity (`@key`), which another subgraph may own. */
  readonly isEntity: boolean;
}

interface NamedNode {
  readonly name: { readonly value: string };
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function element(kind: ElementKind, node: NamedNode, coordinate: string): Element {
  const isEntity = node.directives?.some(({ name }) => name.value === 'key') === true;
  return { kind, name: node.name.value, coordinate, description: node.description?.value, isEntity };
}

/** Returns all named elements of a schema. */
export const elementsOf = ({ definitions }: DocumentNode): readonly Element[] =>
  definitions.flatMap((definition) => (isTypeDefinitionNode(definition) ? [...typeElements(definition)] : []));

function* typeElements(type: TypeDefinitionNode): Generator<Element> {
  const name = type.name.value;
  const isInput = type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
  yield element(isInput ? 'input' : 'type', type, name);
  if (isInput) yield* (type.fields ?? []).map((field) => element('inputField', field, `${name}.${field.name.value}`));
  if (type.kind === Kind.ENUM_TYPE_DEFINITION)
    yield* (type.values ?? []).map((value) => element('enumValue', value, `${name}.${value.name.value}`));
  if (type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION)
    yield* (type.fields ?? []).flatMap((field) => fieldElements(name, field));
}

function fieldElements(type: string, field: FieldDefinitionNode): readonly Element[] {
  const coordinate = `${type}.${field.name.value}`;
  const argument = (node: InputValueDefinitionNode) => element('argument', node, `${coordinate}(${node.name.value}:)`);
  return [element('field', field, coordinate), ...(field.arguments ?? []).map(argument)];
}
