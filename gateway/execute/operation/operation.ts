import {
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Supergraph } from '../supergraph.ts';

/** An operation of a valid document. */
export interface Operation {
  /** The API schema. */
  readonly schema: GraphQLSchema;
  readonly supergraph: Pick<Supergraph, 'isInterfaceObject'>;
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Returns an operation with the fragments of its document. */
export function operationOf(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  { schema, supergraph }: Pick<Operation, 'schema' | 'supergraph'>,
): Operation {
  const fragments = document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [each] : []));
  return { schema, supergraph, definition, fragments: new Map(fragments.map((each) => [each.name.value, each])) };
}

/** Returns the names of the variables in a node. */
export function variablesIn(node: ASTNode): readonly string[] {
  const names: string[] = [];
  visit(node, { Variable: ({ name }) => void names.push(name.value) });
  return names;
}
