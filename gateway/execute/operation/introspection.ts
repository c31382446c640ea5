import {
  executeSync,
  Kind,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { CollectedFields } from './collect-fields.ts';
import type { Operation } from './operation.ts';

/** Returns the root fields that graphql-js answers from the schema itself (GraphQL, October 2021, §4.1). */
export const introspectionFields = (fields: CollectedFields): readonly FieldNode[] =>
  [...fields.values()].flat().filter(({ name }) => name.value === '__schema' || name.value === '__type');

/** Answers introspection fields of an operation. */
export function introspect(
  { schema, definition, fragments }: Operation,
  fields: readonly FieldNode[],
  variableValues: Readonly<Record<string, unknown>>,
): ExecutionResult {
  const operation: OperationDefinitionNode = {
    ...definition,
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
  const definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation, ...fragments.values()];
  return executeSync({ schema, document: { kind: Kind.DOCUMENT, definitions }, variableValues });
}
