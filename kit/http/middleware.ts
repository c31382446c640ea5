import cors from 'cors';
import type { RequestHandler, Response } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { resolveOrigin, publicBaseUrl, type IsTrustedProxy } from './forwarded.ts';
import type { Log } from '../util/log.ts';
import { methods } from './methods.ts';
import { requestIdOf } from './request-id.ts';

/**
 * Assigns a request id: the client's `x-request-id` if valid, else a new one. Stores it in the request headers, in
 * `response.locals` and in the response headers.
 */
export const assignRequestId: RequestHandler = (request, response, next) => {
  const requestId = requestIdOf(request.headers);
  response.locals['requestId'] = requestId;
  request.headers['x-request-id'] = requestId;
  response.setHeader('x-request-id', requestId);
  next();
};

/** Logs each request with its id when its response ends or is aborted. Only at log level `debug`. */
export function logRequests(log: Log): RequestHandler {
  if (!log.isLevelEnabled('debug')) return (_request, _response, next) => next();
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const { method, originalUrl: url } = request;
      const ms = Math.round(performance.now() - startedAt);
      const { requestId } = response.locals as { requestId?: unknown };
      log.debug({ requestId, method, url, status: response.statusCode, ms }, 'request completed');
    });
    next();
  };
}

export interface PublicBaseUrlSettings {
  /** The service's own URL, without a trailing slash. */
  readonly ownUrl: string;
  /** Whether clients always use `ownUrl`, whatever proxies report. */
  readonly isFixed: boolean;
  /** The proxies whose `Forwarded` or `X-Forwarded-*` headers are believed. */
  readonly trust: IsTrustedProxy;
}

/** Determines the public base URL of each request, for the links of its response. `publicBaseUrlOf` returns it. */
export const resolvePublicBaseUrl =
  ({ ownUrl, isFixed, trust }: PublicBaseUrlSettings): RequestHandler =>
  (request, response, next) => {
    response.locals['base'] = isFixed ? ownUrl : publicBaseUrl(resolveOrigin(request, trust), ownUrl);
    next();
  };

/** Returns the absolute URL under which the client reaches the service, without a trailing slash. */
export const publicBaseUrlOf = (response: Response): string => String(response.locals['base']);

/** Response headers that clients need and that browsers hide from cross-origin pages unless they are exposed. */
const exposedHeaders = [
  ...[
    'Accept',
    'Accept-Encoding',
    'Accept-Patch',
    'Allow',
    'ETag',
    'Last-Event-ID',
    'Last-Modified',
    'Link',
    'Location',
    'Preference-Applied',
  ],
  ...['RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
  'X-Total-Count',
];
/** Seconds for which browsers cache a preflight response. */
const maxAge = 600;

/**
 * Allows pages of these origins to read responses (the Fetch Standard's CORS protocol); `*` allows every origin.
 * Credentials are sent in `Authorization`, never in cookies. An `OPTIONS` request that is not a preflight is passed on
 * to the route, which responds with `Allow`.
 */
export function corsHandler(origins: readonly string[] | '*'): RequestHandler {
  const origin = origins === '*' ? '*' : [...origins];
  const common = { origin, methods: [...methods], maxAge, exposedHeaders };
  const answerPreflight = cors({ ...common, preflightContinue: false });
  const setHeaders = cors({ ...common, preflightContinue: true });
  const setHeadersOnRequest = origins === '*' ? staticHeaders(setHeaders) : setHeaders;
  return (request, response, next) => {
    const isPreflight = request.headers['access-control-request-method'] !== undefined;
    if (request.method !== 'OPTIONS') setHeadersOnRequest(request, response, next);
    else (isPreflight ? answerPreflight : setHeaders)(request, response, next);
  };
}

/** Middleware that does not depend on Express. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Optimizes a middleware that sets the same headers on every response: runs it once and replays the headers. Measured in
 * docs/architecture.md, "Where Express is bypassed".
 */
export function staticHeaders(middleware: Middleware): RequestHandler {
  const sample = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(sample.req, sample, () => undefined);
  const headers = Object.entries(sample.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]);
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}
