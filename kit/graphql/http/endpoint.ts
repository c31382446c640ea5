import compression from 'compression';
import express, { type RequestHandler, type Router } from 'express';
import type { Log } from '../../util/log.ts';
import { assignRequestId } from '../../http/middleware.ts';
import { graphqlErrorHandler } from './error-handler.ts';
import { sendErrorResponse } from './error-response.ts';
import { negotiate, wantsPage } from './negotiation.ts';
import { checkAcceptable, validateRequest } from './validate-request.ts';

export interface EndpointParts {
  /** The page for people. */
  readonly page: RequestHandler;
  /** Admits a request before its body is read: whether there is a graph, who the caller is, and the rate limit. */
  readonly admit: readonly RequestHandler[];
  /** Executes a request whose body is parsed; finds the request id in `response.locals`. */
  readonly execute: RequestHandler;
  /** Bytes of a request's body; a larger one is answered 413. */
  readonly maxBodyBytes: number;
  readonly log: Log;
}

export const notFoundHandler: RequestHandler = (_request, response) =>
  sendErrorResponse(response, {
    status: 404,
    code: 'BAD_USER_INPUT',
    message: 'Nothing is here: the graph is at /graphql.',
  });

/** `use` matches everything below as well. */
const onlyAtRoot: RequestHandler = (request, response, next) =>
  request.path === '/' ? next() : notFoundHandler(request, response, next);

const allow = 'HEAD, GET, POST, OPTIONS';

const onlyGetAndPost: RequestHandler = (request, response, next) => {
  // Node leaves the body of an answer to HEAD out by itself; all else is to be as with GET.
  if (request.method === 'HEAD') request.method = 'GET';
  if (request.method === 'GET' || request.method === 'POST') return next();
  if (request.method === 'OPTIONS') return void response.set('Allow', allow).status(204).end();
  sendErrorResponse(response, {
    status: 405,
    code: 'BAD_USER_INPUT',
    message: `${request.method} is not for this: send GET or POST.`,
    headers: { allow },
  });
};

const compress = compression();

/** Compresses for those who take it; answers to others may be kept for these alone all the same. */
const compressed: RequestHandler = (request, response, next) => {
  if (request.headers['accept-encoding'] !== undefined) return void compress(request, response, next);
  response.vary('Accept-Encoding');
  next();
};

/**
 * GraphQL over HTTP, and the playground at the same place: for a subgraph and for the gateway. The media type is
 * negotiated, the caller admitted, the body read and checked, then the operation executed.
 */
export function graphqlEndpoint({ page, admit, execute, maxBodyBytes, log }: EndpointParts): Router {
  const router = express.Router();
  router.use(assignRequestId, negotiate);
  router.use((request, response, next) => (wantsPage(response) ? page(request, response, next) : next()));
  router.use(onlyAtRoot, onlyGetAndPost, compressed);
  router.use(...admit, checkAcceptable, express.json({ limit: maxBodyBytes }), validateRequest, execute);
  router.use(graphqlErrorHandler(log));
  return router;
}
