import { GraphQLError, type ValidationRule } from 'graphql';

const asking: ReadonlySet<string> = new Set(['__schema', '__type']);

/** Refuses what asks for the schema, once for each place where it is asked for. */
export const noIntrospectionRule: ValidationRule = (context) => ({
  Field: (node) => {
    if (!asking.has(node.name.value)) return undefined;
    const message = `Introspection is switched off here: "${node.name.value}" cannot be asked for.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
    return false;
  },
});
