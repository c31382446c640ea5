import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import {
  complexityWeights as weights,
  measureComplexity,
  type MeasuredOperation,
  type MeasuredSchema,
} from './complexity.ts';
import { tooCostly } from './rules.ts';

/**
 * Returns the complexity of an operation.
 *
 * @throws GraphQLError `TOO_COSTLY` if it exceeds the limit
 */
export function checkComplexity(operation: MeasuredOperation, measured: MeasuredSchema, limit: number): number {
  const complexity = measureComplexity(operation, measured, limit);
  if (complexity <= limit) return complexity;
  throw tooCostly(
    `The complexity of the operation exceeds the limit of ${limit}: each field counts ${weights.selection} wherever fragments repeat it, each request to another service ${weights.request}, each mutation ${weights.mutation}, each @skip and @include ${weights.condition}. Send several requests.`,
  );
}

/** Returns the plugin of a service that rejects operations over the limit before they run. */
export const complexityLimit = <Context extends BaseContext>(limit: number): ApolloServerPlugin<Context> => {
  // Parsed documents are cached, and so are their operations.
  const accepted = new WeakSet<OperationDefinitionNode>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ document, operation, schema }) => {
          if (operation === undefined || accepted.has(operation)) return;
          checkComplexity({ document, operation }, { schema, servicesOf: () => undefined }, limit);
          accepted.add(operation);
        },
      }),
  };
};
