import { isAbstractType, isObjectType, type GraphQLCompositeType, type GraphQLSchema } from 'graphql';

/**
 * Returns the type of an object; the type of its field if that is an object type, or if its own is not known. Undefined if
 * it is one that is hidden from clients.
 */
export function runtimeType(
  { __typename: name }: Readonly<Record<string, unknown>>,
  staticType: GraphQLCompositeType,
  schema: GraphQLSchema,
): GraphQLCompositeType | undefined {
  if (!isAbstractType(staticType) || typeof name !== 'string') return staticType;
  const type = schema.getType(name);
  if (type === undefined) return undefined;
  return isObjectType(type) && schema.isSubType(staticType, type) ? type : staticType;
}
