import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { isObject } from '../../util/is-object.ts';
import { parametersOf, queryParameters } from './request-parameters.ts';

/** A document that a request identifies, and its text if the request has it too. */
export interface DocumentReference {
  /** A hash of the text, or an identifier of another kind. */
  readonly id: string;
  readonly text: string | undefined;
}

/** Whether a text can identify a document (GraphQL over HTTP, appendix "Persisted Documents"). */
export const isDocumentIdentifier = (text: string): boolean => /^[\w.~:-]{1,512}$/.test(text);

const identifier = z
  .string('must be a string')
  .refine(isDocumentIdentifier, 'must be a document identifier: at most 512 letters, digits and . _ ~ : -');

/** The `documentId` of GraphQL over HTTP, appendix "Persisted Documents". */
export const documentIdParameter = identifier.optional();

/** The `extensions.persistedQuery` of Apollo's clients. */
export const persistedQueryExtension = z
  .object({ version: z.literal(1, 'must be 1'), sha256Hash: identifier }, 'must be an object')
  .nullish();

const identified = z.object({
  query: z.string().nullish(),
  documentId: documentIdParameter,
  extensions: z.looseObject({ persistedQuery: persistedQueryExtension }).optional(),
});

/** Whether parameters identify a document, validly or not. */
export const identifiesDocument = (parameters: unknown): boolean =>
  isObject(parameters) && (parameters['documentId'] !== undefined || hasPersistedQuery(parameters['extensions']));

const hasPersistedQuery = (extensions: unknown): boolean =>
  isObject(extensions) && extensions['persistedQuery'] !== undefined && extensions['persistedQuery'] !== null;

/** Returns the document that a valid request identifies; undefined if it has only the text. */
export function documentReferenceOf(request: Request): DocumentReference | undefined {
  const parameters = parametersOf(request);
  if (!identifiesDocument(parameters)) return undefined;
  const { query, documentId, extensions } = identified.parse(parameters);
  const id = documentId ?? extensions?.persistedQuery?.sha256Hash ?? '';
  return { id: withoutAlgorithm(id), text: query || undefined };
}

/** Returns an identifier without the prefix of a SHA-256 hex document identifier. */
export const withoutAlgorithm = (id: string): string => id.replace(/^sha256:/, '');

/** Returns the hash that identifies a document: SHA-256 in lower-case hexadecimal digits. */
export const hashOfDocument = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Puts the text of a document into a request, in place of what identifies it. */
export function replaceReference(request: Request, text: string): void {
  if (request.method === 'GET') return replaceInQuery(request, text);
  const { extensions, ...rest } = without('documentId', request.body as Record<string, unknown>);
  const others = isObject(extensions) && { extensions: without('persistedQuery', extensions) };
  request.body = { ...rest, query: text, ...others };
}

function replaceInQuery(request: Request, text: string): void {
  const search = new URLSearchParams([...queryParameters(request.url)]);
  const { extensions } = parametersOf(request) as Record<string, unknown>;
  search.delete('documentId');
  search.set('query', text);
  if (isObject(extensions)) search.set('extensions', JSON.stringify(without('persistedQuery', extensions)));
  request.url = `${request.path}?${search.toString()}`;
}

const without = (name: string, members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));
