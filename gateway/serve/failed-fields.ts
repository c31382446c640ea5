import { Kind, parse, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** Where the fields stand that a failed request to a service would have given; in the words of the request itself. */
export type FieldPath = readonly (string | number)[];

/**
 * The paths of the errors for a request that failed as a whole: one for each field at its top. Of entities it is the
 * first one's field alone, since there may be thousands, and the gateway turns its place into that of the client's
 * answer.
 */
export function failedFields(document: string): readonly FieldPath[] {
  const operation = parse(document, { noLocation: true }).definitions.find(isOperation);
  const top = namesIn(operation?.selectionSet);
  if (top[0] !== '_entities') return top.map((name) => [name]);
  const entities = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD)?.selectionSet;
  const field = namesIn(entities).find((name) => name !== '__typename');
  return [field === undefined ? ['_entities', 0] : ['_entities', 0, field]];
}

function isOperation(definition: { kind: Kind }): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}

/** The names under which fields will stand in the answer, those of inline fragments among them. */
function namesIn(set: SelectionSetNode | undefined): readonly string[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    return selection.kind === Kind.INLINE_FRAGMENT ? namesIn(selection.selectionSet) : [];
  });
}
