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

/**
 * Returns the error paths for a request that failed as a whole: one for each top-level field. For `_entities` it is the
 * first field of the first entity only, since there may be thousands; the gateway maps it to a path in the client's
 * response.
 */
export function failedFields(document: string): readonly FieldPath[] {
  const operation = operationIn(document);
  const top = responseKeys(operation?.selectionSet);
  if (top[0] !== '_entities') return top.map((name) => [name]);
  const entities = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD)?.selectionSet;
  const field = responseKeys(entities).find((name) => name !== '__typename');
  return [field === undefined ? ['_entities', 0] : ['_entities', 0, field]];
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
