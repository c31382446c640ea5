import { GraphQLError, type ValidationRule } from 'graphql';

/** Refuses an operation of a kind that the schema has not, such as a subscription; graphql-js would fail executing it. */
export const knownOperationsRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(new GraphQLError(`There is no ${node.operation} here.`, { nodes: node }));
  },
});
