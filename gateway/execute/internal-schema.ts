import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';

/**
 * Returns the schema of what services answer: the API schema with all that is hidden from clients (`@inaccessible`), which
 * other services may require.
 */
export function internalSchemaOf(supergraphSdl: string, apiSchema: GraphQLSchema): GraphQLSchema {
  if (!/@inaccessible\b/.test(supergraphSdl)) return apiSchema;
  return buildASTSchema(parse(supergraphSdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
}
