import { GraphQLError, type ValidationRule } from 'graphql';

/**
 * Refuses aliases under which a gateway could not answer: `__proto__`, which its objects do not keep, and `__typename` for
 * anything else, by which it tells types apart.
 */
export const reservedAliasesRule: ValidationRule = (context) => ({
  Field: ({ alias, name }) => {
    const given = alias?.value ?? name.value;
    if (given !== '__proto__' && (given !== '__typename' || name.value === '__typename')) return;
    context.reportError(new GraphQLError(`"${given}" cannot be an alias here: take another.`, { nodes: alias ?? [] }));
  },
});
