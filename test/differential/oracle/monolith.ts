import {
  execute,
  parse,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql';
import type { GraphqlRequest } from '../gateway.ts';
import type { DataModel, WorldState } from '../model/data-model.ts';
import { isInstance, rootInstance, type Instance } from '../model/values.ts';

/** Resolves the object type of an instance. */
const instanceType: GraphQLTypeResolver<unknown, unknown> = (value) => (isInstance(value) ? value.type : undefined);

/** Returns the resolver of all fields of the monolith. */
export const resolverOf =
  (model: DataModel, state: WorldState): GraphQLFieldResolver<Instance | undefined, unknown> =>
  (source, args, _context, { parentType, fieldName }) =>
    model.resolve({ instance: source ?? rootInstance(parentType.name), field: fieldName, args, state });

/** Executes a request with synchronous resolvers. */
export function run(
  schema: GraphQLSchema,
  { query, variables, operationName }: GraphqlRequest,
  fieldResolver: GraphQLFieldResolver<Instance | undefined, unknown>,
): ExecutionResult {
  const result = execute({
    ...{ schema, document: parse(query, { noLocation: true }), fieldResolver, typeResolver: instanceType },
    variableValues: variables,
    operationName,
  });
  if (result instanceof Promise) throw new Error('the resolvers are not synchronous');
  return result;
}
