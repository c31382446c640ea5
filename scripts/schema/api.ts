import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';

/** The schema that clients of the gateway see, as SDL, from the supergraph's. */
export const apiSdl = (supergraphSdl: string): string =>
  `${printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema())}\n`;
