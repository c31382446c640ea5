import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';

/** Derives the API schema, which clients of the gateway see, from a supergraph. Both are SDL. */
export const apiSdl = (supergraphSdl: string): string =>
  `${printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema())}\n`;
