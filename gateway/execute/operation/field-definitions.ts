import { isInterfaceType, isObjectType, type GraphQLField, type GraphQLNamedType } from 'graphql';

/** Returns a field of a type; undefined for `__typename` and introspection, and for fields that the type does not have. */
export const fieldOf = (
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
