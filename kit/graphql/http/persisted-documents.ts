import type { RequestHandler, Response } from 'express';
import type { WireErrorCode } from '../wire-errors.ts';
import { documentReferenceOf, replaceReference } from './document-reference.ts';
import { sendErrorResponse } from './error-response.ts';
import { negotiateResponseType } from './negotiation.ts';

/** The codes that clients of automatic persisted queries know, with the messages by which they recognize them. */
const messages = {
  PERSISTED_QUERY_NOT_FOUND: 'PersistedQueryNotFound',
  PERSISTED_QUERY_NOT_SUPPORTED: 'PersistedQueryNotSupported',
} as const satisfies Partial<Record<WireErrorCode, string>>;

/** The code of a request whose document is not known. */
export type UnknownDocumentCode = keyof typeof messages;

/**
 * Rejects a request whose document is not known, so that its client sends the text. It is 200 as `application/json`:
 * some clients read no other response of this type.
 */
export function sendUnknownDocument(response: Response, code: UnknownDocumentCode): void {
  const isJson = negotiateResponseType(response) === 'application/json';
  sendErrorResponse(response, { code, message: messages[code], ...(isJson && { status: 200 }) });
}

/** Rejects requests that only identify their documents. Identifiers beside the text are ignored. */
export const requireDocuments: RequestHandler = (request, response, next) => {
  const reference = documentReferenceOf(request);
  if (reference === undefined) return next();
  if (reference.text === undefined) return sendUnknownDocument(response, 'PERSISTED_QUERY_NOT_SUPPORTED');
  replaceReference(request, reference.text);
  next();
};
