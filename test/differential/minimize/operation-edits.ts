import {
  Kind,
  parse,
  print,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { GraphqlRequest } from '../gateway.ts';

/** A change of one node: another node, null to remove it, a list of selections to put in its place, or undefined. */
type Edit = (node: ASTNode) => ASTNode | readonly SelectionNode[] | null | undefined;

const typename: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

const withoutAlias = ({ kind, name, arguments: args = [], directives = [], selectionSet }: FieldNode): FieldNode => ({
  ...{ kind, name, arguments: args, directives },
  ...(selectionSet && { selectionSet }),
});

const withoutDefault = ({ kind, variable, type }: VariableDefinitionNode): VariableDefinitionNode => ({
  ...{ kind, variable, type },
});

/** Returns the edits that make an operation simpler, those that remove most first. */
function editsOf(document: DocumentNode): readonly Edit[] {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return [
    (node) => (isSelection(node) ? null : undefined),
    (node) => (node.kind === Kind.FIELD && node.selectionSet ? { ...node, selectionSet: typename } : undefined),
    (node) => (node.kind === Kind.FRAGMENT_SPREAD ? inlined(node.name.value, fragments) : undefined),
    (node) => (node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet.selections : undefined),
    (node) =>
      node.kind === Kind.DIRECTIVE || node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD ? null : undefined,
    (node) => (node.kind === Kind.FIELD && node.alias ? withoutAlias(node) : undefined),
    (node) => (node.kind === Kind.VARIABLE_DEFINITION && node.defaultValue ? withoutDefault(node) : undefined),
    (node) => (node.kind === Kind.OPERATION_DEFINITION ? null : undefined),
  ];
}

const isSelection = (node: ASTNode): node is SelectionNode =>
  node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_SPREAD || node.kind === Kind.INLINE_FRAGMENT;

function inlined(name: string, fragments: ReadonlyMap<string, FragmentDefinitionNode>): ASTNode | undefined {
  const fragment = fragments.get(name);
  return (
    fragment && {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      selectionSet: fragment.selectionSet,
    }
  );
}

/** Applies an edit to the node that is the given one in the order of the document, if it changes it. */
function applyAt(document: DocumentNode, edit: Edit, position: number): DocumentNode | undefined {
  let current = -1;
  let isChanged = false;
  const replace = (node: ASTNode): ASTNode | null | undefined => {
    current += 1;
    const edited = current === position ? edit(node) : undefined;
    if (edited === undefined) return undefined;
    isChanged = true;
    // A list stands in an inline fragment without a condition, which `flattened` removes.
    return isList(edited)
      ? { kind: Kind.INLINE_FRAGMENT, selectionSet: { kind: Kind.SELECTION_SET, selections: edited } }
      : edited;
  };
  const result = visit(document, { enter: (node) => (isChanged ? undefined : replace(node)) });
  return isChanged ? flattened(result) : undefined;
}

const isList = (value: ASTNode | readonly SelectionNode[] | null): value is readonly SelectionNode[] =>
  Array.isArray(value);

/** Puts the selections of inline fragments without a condition and directives into their parents. */
const flattened = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: {
      leave: (node) => ({
        ...node,
        selections: node.selections.flatMap((selection) =>
          selection.kind === Kind.INLINE_FRAGMENT && !selection.typeCondition && !selection.directives?.length
            ? selection.selectionSet.selections
            : [selection],
        ),
      }),
    },
  });

/** Removes fragments and variables that are not used. */
function withoutUnused({ query, operationName, variables = {} }: GraphqlRequest): GraphqlRequest {
  const used = new Set(query.match(/(?<=\.\.\.)\w+/g));
  const document = parse(query);
  const kept = document.definitions.filter(
    (node) => node.kind !== Kind.FRAGMENT_DEFINITION || used.has(node.name.value),
  );
  const isUsed = (name: string): boolean =>
    kept.some(
      (node) =>
        (print({ kind: Kind.DOCUMENT, definitions: [node] }).match(new RegExp(`\\$${name}\\b`, 'g'))?.length ?? 0) > 1,
    ) ||
    kept
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .some((node) => new RegExp(`\\$${name}\\b`).test(print(node)));
  const result = visit({ ...document, definitions: kept } as DocumentNode, {
    VariableDefinition: (node) => (isUsed(node.variable.name.value) ? undefined : null),
  });
  const entries = Object.entries(variables).filter(([name]) => isUsed(name));
  const hasOperation = kept.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.name?.value === operationName,
  );
  return {
    query: print(result),
    ...(hasOperation && operationName !== undefined && { operationName }),
    ...(entries.length > 0 && { variables: Object.fromEntries(entries) }),
  };
}

/** Yields the request without the name of its only operation. */
function* withoutName({ variables }: GraphqlRequest, document: DocumentNode): Generator<GraphqlRequest> {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0]?.name === undefined) return;
  const unnamed = visit(document, {
    OperationDefinition: ({ kind, operation, variableDefinitions, selectionSet }) => ({
      ...{ kind, operation, selectionSet },
      ...(variableDefinitions && { variableDefinitions }),
    }),
  });
  yield { query: print(unnamed), ...(variables && { variables }) };
}

/** Yields simpler requests. Most of them are valid. */
export function* simplerRequests(request: GraphqlRequest): Generator<GraphqlRequest> {
  const document = parse(request.query);
  let count = 0;
  visit(document, { enter: () => void (count += 1) });
  for (const edit of editsOf(document))
    for (let position = 0; position < count; position++) {
      const edited = applyAt(document, edit, position);
      if (edited === undefined) continue;
      const simpler = tryPrint({ ...request, query: print(edited) });
      if (simpler !== undefined && simpler.query !== request.query) yield simpler;
    }
  yield* withoutName(request, document);
  const values = Object.entries(request.variables ?? {});
  for (const value of values)
    yield { ...request, variables: Object.fromEntries(values.filter((other) => other !== value)) };
}

/** Returns undefined if the printed document is not a document, for example because a selection set is empty. */
function tryPrint(request: GraphqlRequest): GraphqlRequest | undefined {
  try {
    let [before, after] = [request, withoutUnused(request)];
    while (after.query !== before.query) [before, after] = [after, withoutUnused(after)];
    return after;
  } catch {
    return undefined;
  }
}
