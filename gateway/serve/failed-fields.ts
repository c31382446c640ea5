import { Kind, parse, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** The path of a field in the response to a request to a service. */
export type FieldPath = readonly (string | number)[];

/**
 * Returns the error paths for a request that failed as a whole: one for each top-level field. For `_entities` it is the
 * first field of the first entity only, since there may be thousands; the gateway maps it to a path in the client's
 * response.
 */
export function failedFields(document: string): readonly FieldPath[] {
  const operation = parse(document, { noLocation: true }).definitions.find(isOperation);
  const top = responseKeys(operation?.selectionSet);
  if (top[0] !== '_entities') return top.map((name) => [name]);
  const entities = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD)?.selectionSet;
  const field = responseKeys(entities).find((name) => name !== '__typename');
  return [field === undefined ? ['_entities', 0] : ['_entities', 0, field]];
}

function isOperation(definition: { kind: Kind }): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}

/** Returns the response keys of a selection set, including those of inline fragments. */
function responseKeys(set: SelectionSetNode | undefined): readonly string[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    return selection.kind === Kind.INLINE_FRAGMENT ? responseKeys(selection.selectionSet) : [];
  });
}
