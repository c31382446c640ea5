import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The path of a field in the response to a request to a service. */
export type FieldPath = readonly (string | number)[];

/** Returns the response keys of the root fields in a document. */
export const rootKeys = (document: string): readonly string[] => responseKeys(operationIn(document)?.selectionSet);

/** Returns the response keys of the fields that a document selects of `_entities`, whatever their types. */
export function entityKeys(document: string): readonly string[] {
  const [entities] = fieldsOf(operationIn(document)?.selectionSet);
  return responseKeys(entities?.selectionSet);
}

/** Returns the names of the mutations in a document, in their order; none for a query. */
export function mutationsIn(document: string): readonly string[] {
  if (!document.trimStart().startsWith('mutation')) return [];
  return fieldsOf(operationIn(document)?.selectionSet).map(({ name }) => name.value);
}

/**
 * Returns the operation of a document, with inline fragments in place of named ones. The query planner names the
 * selections that it repeats.
 */
export function operationIn(document: string): OperationDefinitionNode | undefined {
  const { definitions } = parse(document, { noLocation: true });
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const operation = definitions.find(isOperation);
  return operation && visit(operation, { FragmentSpread: (spread) => inlineFragmentOf(spread, fragments) });
}

function inlineFragmentOf(
  { name, directives }: FragmentSpreadNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): InlineFragmentNode | undefined {
  const fragment = fragments.get(name.value);
  if (fragment === undefined) return undefined;
  const { typeCondition, selectionSet } = fragment;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, ...(directives && { directives }) };
}

const isOperation = (definition: DefinitionNode): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION;

const isFragment = (definition: DefinitionNode): definition is FragmentDefinitionNode =>
  definition.kind === Kind.FRAGMENT_DEFINITION;

/** Returns the fields of a selection set, including those of inline fragments. */
function fieldsOf(set: SelectionSetNode | undefined): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

const responseKeys = (set: SelectionSetNode | undefined): readonly string[] =>
  fieldsOf(set).map(({ alias, name }) => (alias ?? name).value);
