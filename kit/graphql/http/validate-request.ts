import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { sendErrorResponse, type ErrorResponse } from './error-response.ts';
import { negotiateResponseType } from './negotiation.ts';

/** Any object will do: what is in it the schema looks at. */
const objectOrNull = z
  .custom<object>((value) => typeof value === 'object' && !Array.isArray(value), 'an object is needed')
  .nullish();

/** The parameters of GraphQL over HTTP, section "Request Parameters". */
const parameters = z.object({
  query: z.string('a string is needed').min(1, 'it is empty'),
  operationName: z.string().nullish(),
  variables: objectOrNull,
  extensions: objectOrNull,
});

/** Headers that no other site's page can send without asking first. */
const preflighted = ['apollo-require-preflight', 'x-apollo-operation-name'] as const;

const getWants =
  'To query with GET, send the header "apollo-require-preflight: 1" or "content-type: application/json"; ' +
  'without one of them a page of another site could do so in your name. Or use POST.';
const postWants = 'A POST to this address takes "content-type: application/json".';

const notAcceptable: ErrorResponse = {
  status: 406,
  code: 'BAD_USER_INPUT',
  message: 'Answers are application/graphql-response+json or application/json; accept one of them.',
};

/**
 * Refuses a request whose response the client would not accept. Apollo Server is told which media type was negotiated: it
 * reads a malformed `Accept` in another way.
 */
export const checkAcceptable: RequestHandler = (req, res, next) => {
  const type = negotiateResponseType(res);
  if (type === undefined) return sendErrorResponse(res, notAcceptable);
  req.headers.accept = type;
  next();
};

/** Refuses what is not a GraphQL request, each kind with its status, before Apollo Server sees it. */
export const validateRequest: RequestHandler = (req, res, next) => {
  const refusal = wrongWith(req);
  if (refusal) return sendErrorResponse(res, refusal);
  next();
};

function wrongWith(req: Request): ErrorResponse | undefined {
  if (req.method === 'GET') return wrongWithGet(req);
  return isJson(req) ? wrongParameters(req.body) : { status: 415, code: 'BAD_USER_INPUT', message: postWants };
}

function wrongWithGet(req: Request): ErrorResponse | undefined {
  const type = req.headers['content-type'];
  if (type !== undefined && !isJson(req)) return { status: 415, code: 'BAD_USER_INPUT', message: getWants };
  if (type === undefined && !preflighted.some((name) => req.headers[name])) return badRequest(getWants);
  const given = [...new URL(req.originalUrl, 'http://any').searchParams];
  if (new Set(given.map(([name]) => name)).size < given.length)
    return badRequest('A parameter stands in the query string twice.');
  return wrongParameters(
    Object.fromEntries(given.map(([name, value]) => [name, isJsonParameter(name) ? jsonOf(value) : value])),
  );
}

function wrongParameters(given: unknown): ErrorResponse | undefined {
  if (Array.isArray(given)) return badRequest('One request holds one operation; batches are not taken.');
  const parsed = parameters.safeParse(given);
  if (parsed.success) return undefined;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
  return badRequest(`This is no GraphQL request: ${wrong.join('; ')}.`);
}

function isJsonParameter(name: string): boolean {
  return name === 'variables' || name === 'extensions';
}

/** What is no JSON, or null, stays a string, which the parameters do not allow there: a query string can leave it out. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) ?? text;
  } catch {
    return text;
  }
}

function isJson(req: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
}

function badRequest(message: string): ErrorResponse {
  return { status: 400, code: 'BAD_USER_INPUT', message };
}
