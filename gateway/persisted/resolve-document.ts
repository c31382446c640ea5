import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestHandler, Response } from 'express';
import { documentOf } from '../../kit/graphql/http/document-limit.ts';
import { documentReferenceOf, hashOfDocument, replaceReference } from '../../kit/graphql/http/document-reference.ts';
import { sendErrorResponse, type ErrorResponse } from '../../kit/graphql/http/error-response.ts';
import { sendUnknownDocument, type UnknownDocumentCode } from '../../kit/graphql/http/persisted-documents.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import type { ListedDocuments } from './listed-documents.ts';
import type { QueryCache } from './query-cache.ts';

/** The documents that are known by their hashes or other identifiers. */
export interface PersistedDocuments {
  readonly listed: ListedDocuments;
  /** Whether nothing but the listed documents is executed. */
  readonly listedOnly: boolean;
  /** Keeps the documents that clients send with their hashes; undefined keeps none. */
  readonly cache: QueryCache | undefined;
}

/** The document of a request: its text, what identifies it, or both. */
interface RequestedDocument {
  readonly id: string | undefined;
  readonly text: string | undefined;
}

/** The text of a document, or why it is not executed. */
type Resolution =
  | { readonly text: string; readonly keep?: (() => void) | undefined }
  | { readonly rejection: ErrorResponse }
  | { readonly unknown: UnknownDocumentCode };

/**
 * Returns the handler of persisted documents: it puts the document in place of what identifies it, so that all limits
 * see it, and rejects what is unknown, has a wrong hash or is not listed. A document that is sent with its hash is kept
 * when it has turned out to be valid and within all limits.
 */
export const resolveDocument =
  (documents: PersistedDocuments): RequestHandler =>
  (request, response, next) => {
    const reference = documentReferenceOf(request);
    if (reference === undefined && !documents.listedOnly) return next();
    const resolution = resolve(reference ?? { id: undefined, text: documentOf(request) }, documents);
    if ('unknown' in resolution) return sendUnknownDocument(response, resolution.unknown);
    if ('rejection' in resolution) return sendErrorResponse(response, resolution.rejection);
    response.locals['keepDocument'] = resolution.keep;
    if (reference !== undefined) replaceReference(request, resolution.text);
    next();
  };

function resolve({ id, text }: RequestedDocument, documents: PersistedDocuments): Resolution {
  const { listed, listedOnly, cache } = documents;
  const listedText = id === undefined ? undefined : listed.get(id);
  if (text === undefined) {
    const known = listedText ?? (listedOnly || id === undefined ? undefined : cache?.get(id));
    return known === undefined ? unknownDocument(documents) : { text: known };
  }
  if (id !== undefined && listedText !== text && hashOfDocument(text) !== id) return { rejection: wrongHash };
  if (listedOnly) return listed.has(text) ? { text } : { rejection: notListed };
  const isKept = id !== undefined && listedText === undefined;
  return { text, keep: isKept ? () => cache?.keep(id, text) : undefined };
}

function unknownDocument({ listed, listedOnly, cache }: PersistedDocuments): Resolution {
  if (listedOnly) return { rejection: notListed };
  const isSupported = cache !== undefined || listed.count > 0;
  return { unknown: isSupported ? 'PERSISTED_QUERY_NOT_FOUND' : 'PERSISTED_QUERY_NOT_SUPPORTED' };
}

const wrongHash: ErrorResponse = {
  code: 'BAD_USER_INPUT',
  message:
    'Invalid GraphQL request: the hash or identifier is not that of the document; send its SHA-256 in lower-case hexadecimal digits.',
};

const notListed: ErrorResponse = {
  code: 'PERSISTED_QUERY_NOT_IN_LIST',
  message:
    'Only listed documents are executed here (GRAPHQL_DOCUMENTS_ONLY), and this one is not listed. This applies to introspection and to the playground, too.',
};

/** Returns the function that keeps the document of a request; undefined if it is not to be kept. */
export const keepDocumentOf = ({ locals }: Response): (() => void) | undefined =>
  locals['keepDocument'] as (() => void) | undefined;

/** Keeps the document of a request that is about to be executed. */
export const keepDocuments: ApolloServerPlugin<GatewayRequestContext> = {
  requestDidStart: async () => ({
    responseForOperation: async ({ contextValue }) => {
      contextValue.keepDocument?.();
      return null;
    },
  }),
};
