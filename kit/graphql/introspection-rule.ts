import { GraphQLError, type ValidationRule } from 'graphql';

const metaFields: ReadonlySet<string> = new Set(['__schema', '__type']);

/** Rejects introspection, with one error for each `__schema` and `__type`. */
export const noIntrospectionRule: ValidationRule = (context) => ({
  Field: (node) => {
    if (!metaFields.has(node.name.value)) return undefined;
    const message = `Introspection is disabled: "${node.name.value}" cannot be queried.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
    return false;
  },
});
