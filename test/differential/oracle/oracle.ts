import { Kind, parse, validate, type DefinitionNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { GraphqlRequest } from '../gateway.ts';
import { initialState, type DataModel } from '../model/data-model.ts';
import { expectedErrors, type ExpectedErrors } from './expected-errors.ts';
import { runWithoutPropagation } from './lenient-run.ts';
import { resolverOf, run } from './monolith.ts';

/** What a gateway must answer. */
export interface Expected {
  /** Undefined if the request itself is an error. */
  readonly data: unknown;
  readonly errors: ExpectedErrors;
  /** The calls of the root fields of mutations, in their order. */
  readonly calls: readonly string[];
}

/** Answers operations without federation: graphql-js on the API schema. */
export interface Oracle {
  /** Returns the faults of a document. */
  validate(query: string): readonly string[];
  execute(request: GraphqlRequest): Expected;
}

/** Creates the oracle of a world. */
export function createOracle(schema: GraphQLSchema, model: DataModel): Oracle {
  const lenient = runWithoutPropagation(schema, model);
  return {
    validate: (query) => {
      const document = parse(query);
      const unknown = document.definitions.filter((node) => isOperation(node) && !schema.getRootType(node.operation));
      return unknown.length > 0
        ? ['the schema has no such operations']
        : validate(schema, document).map(({ message }) => message);
    },
    execute: (request) => {
      const state = initialState();
      const result = run(schema, request, resolverOf(model, state));
      const data = toJson(result.data);
      const errors: ExpectedErrors =
        result.errors === undefined || data === undefined
          ? { data, possible: [], required: [] }
          : expectedErrors(lenient(request));
      if (data !== undefined && JSON.stringify(errors.data) !== JSON.stringify(data))
        throw new Error(`the oracle contradicts itself: ${JSON.stringify(data)} and ${JSON.stringify(errors.data)}`);
      return { data, errors, calls: state.calls };
    },
  };
}

const isOperation = (node: DefinitionNode): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION;

const toJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
