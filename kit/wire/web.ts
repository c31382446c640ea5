import cors from 'cors';
import type { RequestHandler } from 'express';
import { requestIdOf } from './request-id.ts';

/** Takes over the id of the request, or makes one: in `response.locals`, and on the answer. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  const requestId = (response.locals['requestId'] as string | undefined) ?? requestIdOf(request.headers);
  response.locals['requestId'] = requestId;
  response.set('x-request-id', requestId);
  next();
};

/** Headers of answers that clients need, and that a browser hides from pages of other origins if it is not told. */
const exposed = [
  ...['Allow', 'Accept-Patch', 'ETag', 'Last-Modified', 'Location', 'Preference-Applied'],
  ...['Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Seconds for which a browser remembers the answer to a preflight. */
const maxAge = 600;

/**
 * Lets pages of these origins use the answers (the Fetch Standard's CORS protocol); `*` is every origin. Credentials go
 * in `Authorization`, never in cookies. An `OPTIONS` that is no preflight goes on to who says `Allow`.
 */
export function crossOrigin(origins: readonly string[] | '*'): RequestHandler {
  const origin = origins === '*' ? '*' : [...origins];
  const share = cors({ origin, methods, maxAge, exposedHeaders: exposed, preflightContinue: false });
  const shareOnly = cors({ origin, methods, maxAge, exposedHeaders: exposed, preflightContinue: true });
  return (request, response, next) => {
    const isPreflight = request.headers['access-control-request-method'] !== undefined;
    (isPreflight ? share : shareOnly)(request, response, next);
  };
}
