import { GraphQLError, type ValidationRule } from 'graphql';

/**
 * Rejects aliases that a gateway cannot return: `__proto__`, which plain objects do not store, and `__typename` for
 * another field, because the gateway determines types by it.
 */
export const reservedAliasesRule: ValidationRule = (context) => ({
  Field: ({ alias, name }) => {
    const responseName = alias?.value ?? name.value;
    if (responseName !== '__proto__' && (responseName !== '__typename' || name.value === '__typename')) return;
    context.reportError(
      new GraphQLError(`"${responseName}" is reserved and cannot be an alias; use another name.`, {
        nodes: alias ?? [],
      }),
    );
  },
});
