import cors from 'cors';
import type { RequestHandler, Response } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { resolveOrigin, publicBaseUrl, type IsTrustedProxy } from './forwarded.ts';
import type { Log } from '../util/log.ts';
import { methods } from './methods.ts';
import { requestIdOf } from './request-id.ts';

/** Takes over the id of the request, or makes one: in its headers, in `response.locals`, and on the answer. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  const requestId = (response.locals['requestId'] as string | undefined) ?? requestIdOf(request.headers);
  response.locals['requestId'] = requestId;
  request.headers['x-request-id'] = requestId;
  response.setHeader('x-request-id', requestId);
  next();
};

/** Logs each request when it is answered, or given up, with its id; where the level of the log is `debug`. */
export function logRequests(log: Log): RequestHandler {
  if (!log.isLevelEnabled('debug')) return (_request, _response, next) => next();
  return (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      const { method, originalUrl: url } = request;
      const ms = Math.round(performance.now() - began);
      const { requestId } = response.locals as { requestId?: unknown };
      log.debug({ requestId, method, url, status: response.statusCode, ms }, 'answered');
    });
    next();
  };
}

export interface PublicBaseUrlSettings {
  /** The part's own URL, without a slash at the end. */
  readonly ownUrl: string;
  /** Whether that is the URL that clients know, whatever proxies say. */
  readonly isFixed: boolean;
  readonly trust: IsTrustedProxy;
}

/** Finds out under which URL the client sees the part, for the links of the answer: `outwardOf` has it. */
export const resolvePublicBaseUrl =
  ({ ownUrl, isFixed, trust }: PublicBaseUrlSettings): RequestHandler =>
  (request, response, next) => {
    response.locals['base'] = isFixed ? ownUrl : publicBaseUrl(resolveOrigin(request, trust), ownUrl);
    next();
  };

/** The absolute URL, without a slash at the end, under which the client of this answer sees the part. */
export const publicBaseUrlOf = (response: Response): string => String(response.locals['base']);

/** Headers of answers that clients need, and that a browser hides from pages of other origins if it is not told. */
const exposed = [
  ...['Allow', 'Accept-Patch', 'ETag', 'Last-Modified', 'Location', 'Preference-Applied'],
  ...['RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
];
/** Seconds for which a browser remembers the answer to a preflight. */
const maxAge = 600;

/**
 * Lets pages of these origins use the answers (the Fetch Standard's CORS protocol); `*` is every origin. Credentials go
 * in `Authorization`, never in cookies. An `OPTIONS` that is no preflight goes on to who says `Allow`.
 */
export function corsHandler(origins: readonly string[] | '*'): RequestHandler {
  const origin = origins === '*' ? '*' : [...origins];
  const common = { origin, methods: [...methods], maxAge, exposedHeaders: exposed };
  const share = cors({ ...common, preflightContinue: false });
  const shareOnly = cors({ ...common, preflightContinue: true });
  const shareWithAll = origins === '*' ? staticHeaders(shareOnly) : shareOnly;
  return (request, response, next) => {
    const isPreflight = request.headers['access-control-request-method'] !== undefined;
    if (request.method !== 'OPTIONS') shareWithAll(request, response, next);
    else (isPreflight ? share : shareOnly)(request, response, next);
  };
}

/** Middleware that knows nothing of Express. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** The same for a middleware that sets the same headers on every answer: it is asked once which these are. */
export function staticHeaders(middleware: Middleware): RequestHandler {
  const blank = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(blank.req, blank, () => undefined);
  const headers = Object.entries(blank.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]);
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}
