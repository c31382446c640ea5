import {
  Kind,
  OperationTypeNode,
  type FieldNode,
  type GraphQLObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { createCanonicalNames } from './operation/canonical-names.ts';
import { printCanonicalOperation } from './operation/canonical-operation.ts';
import { collectFields, type CollectedFields, type DecidedOperation } from './operation/collect-fields.ts';
import { introspectionFields } from './operation/introspection.ts';
import { createProjection, type DeferredFragment, type ProjectedField } from './projection.ts';
import { compileWriter, type WriteData } from './write-data.ts';

/** Root fields that are planned and executed together: those of a query, or one of a mutation. */
export interface Part {
  /** The operation that is planned, in canonical form; undefined if it needs no service. */
  readonly document: string | undefined;
  readonly fields: readonly ProjectedField[];
  readonly write: WriteData;
  /** What is delivered later of the root itself. */
  readonly deferred: readonly DeferredFragment[];
  /** Returns the client's name of a variable. */
  readonly clientVariable: (name: string) => string;
}

/** An operation for one set of decisions, as far as it does not depend on plans. */
export interface CompiledOperation {
  readonly rootType: GraphQLObjectType;
  /** In the order in which they are executed. */
  readonly parts: readonly Part[];
  /** The response keys in the client's order. */
  readonly keys: readonly string[];
  readonly introspection: readonly FieldNode[];
}

/**
 * Compiles an operation for what the values of its variables decide.
 *
 * @throws GraphQLError if the condition of a selection of the root is null
 */
export function compileOperation(decided: DecidedOperation): CompiledOperation {
  const { definition, schema } = decided.operation;
  const rootType = schema.getRootType(definition.operation)!;
  const collected = collectFields([definition.selectionSet], rootType, decided);
  const compile = (fields: CollectedFields): Part => compilePart([...fields.values()].flat(), rootType, decided);
  // Mutations are executed one after the other, each with everything that it selects (October 2021, §6.2.2).
  const parts =
    definition.operation === OperationTypeNode.MUTATION
      ? [...collected].map((entry) => compile(new Map([entry])))
      : [compilePart(definition.selectionSet.selections, rootType, decided)];
  return { rootType, parts, keys: [...collected.keys()], introspection: introspectionFields(collected) };
}

function compilePart(
  selections: readonly SelectionNode[],
  rootType: GraphQLObjectType,
  decided: DecidedOperation,
): Part {
  const names = createCanonicalNames(decided.operation);
  const set: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const document = printCanonicalOperation([set], decided, names);
  const variables = decided.operation.definition.variableDefinitions ?? [];
  const clientNames = new Map(variables.map(({ variable: { name } }) => [names.variableOf(name.value), name.value]));
  const { schema } = decided.operation;
  const root = createProjection([set], { decided, names });
  const fields = root.fieldsOf(rootType);
  return {
    document,
    fields,
    write: compileWriter({ type: rootType, fields, schema }),
    deferred: root.deferredOf(rootType),
    clientVariable: (name) => clientNames.get(name) ?? name,
  };
}
