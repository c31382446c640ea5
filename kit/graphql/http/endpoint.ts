import compression from 'compression';
import express, { type RequestHandler, type Router } from 'express';
import { sequence } from '../../http/sequence.ts';
import type { Log } from '../../util/log.ts';
import { graphqlErrorHandler } from './error-handler.ts';
import { sendErrorResponse } from './error-response.ts';
import { negotiate, wantsPage } from './negotiation.ts';
import { limitNesting } from './nesting-limit.ts';
import { readJson } from './read-json.ts';
import { offerStreams, type StreamFormat } from './stream-format.ts';
import { checkAcceptable, validateRequest } from './validate-request.ts';

export interface EndpointParts {
  /** Serves the playground to browsers. */
  readonly page: RequestHandler;
  /** Handlers that run before the body is read: availability of the graph, authentication, rate limit. */
  readonly admit: readonly RequestHandler[];
  /** Puts the text of the document into a request that identifies it; runs when the body is valid. */
  readonly resolveDocument: RequestHandler;
  /** Limits the work of documents that were not executed before; runs when the body is valid. */
  readonly limitDocuments: RequestHandler;
  /** Executes a request with its parsed body; the request ID is in `response.locals`. */
  readonly execute: RequestHandler;
  /** The formats of streams that `execute` can respond with; none by default. */
  readonly streams?: readonly StreamFormat[];
  /** Maximum bytes of a request body; a larger one is rejected with 413. */
  readonly maxBodyBytes: number;
  readonly log: Log;
}

/** Responds 404 Not Found to requests for other paths. */
export const notFoundHandler: RequestHandler = (_request, response) =>
  sendErrorResponse(response, {
    status: 404,
    code: 'BAD_USER_INPUT',
    message: 'Not Found: the GraphQL endpoint is /graphql.',
  });

/** Rejects paths below the endpoint, which `router.use` also matches. */
const onlyAtRoot: RequestHandler = (request, response, next) =>
  request.path === '/' ? next() : notFoundHandler(request, response, next);

const allowedMethods = 'HEAD, GET, POST, OPTIONS';

const onlyGetAndPost: RequestHandler = (request, response, next) => {
  // Node omits the body of a response to HEAD; everything else is the same as for GET.
  if (request.method === 'HEAD') request.method = 'GET';
  if (request.method === 'GET' || request.method === 'POST') return next();
  if (request.method === 'OPTIONS') return void response.set('Allow', allowedMethods).status(204).end();
  sendErrorResponse(response, {
    status: 405,
    code: 'BAD_USER_INPUT',
    message: `Method Not Allowed: ${request.method} is not supported; send GET or POST.`,
    headers: { allow: allowedMethods },
  });
};

const compress = compression();

/** Compresses if the client sends `Accept-Encoding`, and sets `Vary` in either case. */
const compressResponse: RequestHandler = (request, response, next) => {
  if (request.headers['accept-encoding'] !== undefined) return void compress(request, response, next);
  response.vary('Accept-Encoding');
  next();
};

/**
 * Returns the router of a GraphQL endpoint (GraphQL over HTTP) with its playground, for subgraphs and the gateway. It
 * negotiates the media type, admits the caller, reads and validates the body, and executes the operation. The
 * application has assigned the request id.
 */
export function graphqlEndpoint(parts: EndpointParts): Router {
  const { page, admit, resolveDocument, limitDocuments, execute, streams = [], maxBodyBytes, log } = parts;
  const pageOrNext: RequestHandler = (request, response, next) =>
    wantsPage(response) ? page(request, response, next) : next();
  const read = [...readJson(maxBodyBytes), validateRequest, resolveDocument];
  const router = express.Router();
  router.use(
    sequence(
      ...[negotiate, offerStreams(streams), pageOrNext, onlyAtRoot, onlyGetAndPost, compressResponse],
      ...[...admit, checkAcceptable, ...read, limitNesting, limitDocuments, execute],
    ),
  );
  router.use(graphqlErrorHandler(log));
  return router;
}
