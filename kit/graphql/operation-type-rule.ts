import { GraphQLError, type ValidationRule } from 'graphql';

/** Rejects operation types that the schema lacks, such as subscriptions; executing them in graphql-js would fail. */
export const knownOperationsRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(
        new GraphQLError(`The schema does not support the operation type "${node.operation}".`, { nodes: node }),
      );
  },
});
