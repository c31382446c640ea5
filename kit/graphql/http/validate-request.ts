import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { isObject } from '../../util/is-object.ts';
import { describeIllFormed, findIllFormed, isUtf8Target } from '../../util/well-formed.ts';
import { documentIdParameter, identifiesDocument, persistedQueryExtension } from './document-reference.ts';
import { sendErrorResponse, type ErrorResponse } from './error-response.ts';
import { negotiateResponseType } from './negotiation.ts';
import { mustBeSearched } from './read-json.ts';
import { streamsOf } from './stream-format.ts';
import { omitEmptyParameters, parametersOf, queryParameters } from './request-parameters.ts';

/** The parameters of GraphQL over HTTP, section "Request Parameters". Execution validates the variables. */
const parameters = z.object(
  {
    query: z.string('must be a string').min(1, 'must not be empty'),
    operationName: z.string('must be a string').optional(),
    variables: z.custom<object>(isObject, 'must be an object').optional(),
    extensions: z.looseObject({ persistedQuery: persistedQueryExtension }, 'must be an object').optional(),
    documentId: documentIdParameter,
  },
  'must be an object',
);

/** The parameters of a request that identifies its document. */
const identifyingParameters = parameters
  .extend({ query: z.string('must be a string').nullish() })
  .refine(({ documentId, extensions }) => documentId === undefined || !extensions?.persistedQuery, {
    path: ['documentId'],
    message: 'must not be sent with extensions.persistedQuery',
  });

/** The media type of a request's body. */
export const requestType = 'application/json';

/** Headers that another origin's page can send only after a CORS preflight. */
const preflightHeaders = ['apollo-require-preflight', 'x-apollo-operation-name'] as const;

const getRequirement =
  'A GET request needs the header "apollo-require-preflight: 1" or "content-type: application/json", ' +
  'which prevents cross-site request forgery. Add one of them, or use POST.';
const postRequirement = 'Unsupported Media Type: a POST request needs "content-type: application/json".';

const notAcceptable: ErrorResponse = {
  status: 406,
  code: 'BAD_USER_INPUT',
  message: 'Not Acceptable: accept application/graphql-response+json or application/json.',
};

/**
 * Rejects a request with 406 if the client accepts no response type and no stream. It sets `Accept` to the negotiated media type,
 * because Apollo Server would interpret a malformed `Accept` differently.
 */
export const checkAcceptable: RequestHandler = (req, res, next) => {
  const type = negotiateResponseType(res);
  if (type === undefined && streamsOf(res).length === 0) return sendErrorResponse(res, notAcceptable);
  req.headers.accept = type ?? 'application/json';
  next();
};

/**
 * Rejects invalid GraphQL requests with 400 or 415, before Apollo Server handles them. Removes optional parameters that
 * are null or empty.
 */
export const validateRequest: RequestHandler = (req, res, next) => {
  const error = findError(req) ?? findParameterError(req);
  if (error) return sendErrorResponse(res, error);
  next();
};

function findError(req: Request): ErrorResponse | undefined {
  if (!isUtf8Target(req.originalUrl)) return badRequest('The octets of the URL must be UTF-8, percent-encoded.');
  if (req.method === 'GET') return findErrorOfGet(req);
  return isJson(req) ? undefined : unsupportedMediaType(postRequirement);
}

function findErrorOfGet(req: Request): ErrorResponse | undefined {
  const type = req.headers['content-type'];
  if (type !== undefined && !isJson(req)) return unsupportedMediaType(getRequirement);
  if (type === undefined && !preflightHeaders.some((name) => req.headers[name])) return badRequest(getRequirement);
  const names = queryParameters(req.originalUrl).map(([name]) => name);
  return new Set(names).size < names.length
    ? badRequest('A parameter of the query string must not be repeated.')
    : undefined;
}

function findParameterError(req: Request): ErrorResponse | undefined {
  omitEmptyParameters(req);
  const input = parametersOf(req);
  if (Array.isArray(input)) return badRequest('Batches are not supported; send each operation in its own request.');
  const illFormed = req.method === 'GET' || mustBeSearched(req) ? findIllFormed(input) : undefined;
  if (illFormed !== undefined) return badRequest(`Invalid GraphQL request: ${describeIllFormed(illFormed)}.`);
  const parsed = (identifiesDocument(input) ? identifyingParameters : parameters).safeParse(input);
  if (parsed.success) return undefined;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'} ${message}`);
  return badRequest(`Invalid GraphQL request: ${issues.join('; ')}.`);
}

function isJson(req: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
}

/** The response to a request with another media type, with the one that would do (RFC 9110 §15.5.16). */
function unsupportedMediaType(message: string): ErrorResponse {
  return { status: 415, code: 'BAD_USER_INPUT', message, headers: { accept: requestType } };
}

function badRequest(message: string): ErrorResponse {
  return { code: 'BAD_USER_INPUT', message };
}
