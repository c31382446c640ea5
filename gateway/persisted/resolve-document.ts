import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestHandler, Response } from 'express';
import { documentReferenceOf, hashOfDocument, replaceReference } from '../../kit/graphql/http/document-reference.ts';
import { sendErrorResponse } from '../../kit/graphql/http/error-response.ts';
import { requireDocuments, sendUnknownDocument } from '../../kit/graphql/http/persisted-documents.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import type { QueryCache } from './query-cache.ts';

/**
 * Returns the handler of automatic persisted queries: it puts the document of a known hash into the request, so that all
 * limits see it, and rejects unknown and wrong hashes. A document that is sent with its hash is kept when it has turned
 * out to be valid and within all limits. Without a cache it rejects all hashes.
 */
export function resolveDocument(cache: QueryCache | undefined): RequestHandler {
  if (cache === undefined) return requireDocuments;
  return (request, response, next) => {
    const reference = documentReferenceOf(request);
    if (reference === undefined) return next();
    const { id, text } = reference;
    const document = text ?? cache.get(id);
    if (document === undefined) return sendUnknownDocument(response, 'PERSISTED_QUERY_NOT_FOUND');
    if (text !== undefined && hashOfDocument(text) !== id)
      return sendErrorResponse(response, { code: 'BAD_USER_INPUT', message: wrongHash });
    if (text !== undefined) response.locals['keepDocument'] = () => cache.keep(id, text);
    replaceReference(request, document);
    next();
  };
}

/** Returns the function that keeps the document of a request; undefined if it is not to be kept. */
export const keepDocumentOf = ({ locals }: Response): (() => void) | undefined =>
  locals['keepDocument'] as (() => void) | undefined;

const wrongHash =
  'Invalid GraphQL request: the hash or identifier is not that of the document; send its SHA-256 in lower-case hexadecimal digits.';

/** Keeps the document of a request that is about to be executed. */
export const keepDocuments: ApolloServerPlugin<GatewayRequestContext> = {
  requestDidStart: async () => ({
    responseForOperation: async ({ contextValue }) => {
      contextValue.keepDocument?.();
      return null;
    },
  }),
};
