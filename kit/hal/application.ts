import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { notFound } from '../resource/common-problems.ts';
import type { IsTrustedProxy } from '../http/forwarded.ts';
import type { Log } from '../util/log.ts';
import {
  staticHeaders,
  corsHandler,
  assignRequestId,
  logRequests,
  publicBaseUrlOf,
  resolvePublicBaseUrl,
} from '../http/middleware.ts';
import { sequence } from '../http/sequence.ts';
import { problemErrorHandler, sendProblem } from './problem-details.ts';

/** Maximum size of request line and headers in bytes: a `where` may list many `_id`s. */
export const maxHeaderBytes = 65_536;

export interface ApplicationSettings {
  /** The service's own URL, without a trailing slash. */
  readonly base: string;
  /** The configured public URL, which overrides what proxies report; undefined when not configured. */
  readonly baseUrl: string | undefined;
  readonly trust: IsTrustedProxy;
  /** The origins whose pages may read responses. */
  readonly corsOrigins: readonly string[] | '*';
  readonly log: Log;
  /** Handlers that run before all routes: those that make pages of responses. */
  readonly pages?: readonly RequestHandler[];
}

/** The routers of an application, by whose pages may read their responses. */
export interface ApplicationRouters {
  /** Pages of the origins that `corsOrigins` allows may. */
  readonly shared: readonly RequestHandler[];
  /** No page of another origin may, whatever `corsOrigins` allows. */
  readonly sameOrigin?: readonly RequestHandler[];
}

/** Creates the Express application of a HAL service: routers with security headers, request ids, CORS and problems. */
export function halApplication(routers: ApplicationRouters, settings: ApplicationSettings): Express {
  const { base, baseUrl, trust, corsOrigins, log, pages = [] } = settings;
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(
    sequence(
      staticHeaders(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } })),
      assignRequestId,
      logRequests(log),
      resolvePublicBaseUrl({ ownUrl: base, isFixed: baseUrl !== undefined, trust }),
      ...pages,
      ...(routers.sameOrigin ?? []),
      corsHandler(corsOrigins),
      ...routers.shared,
    ),
  );
  app.use((request, response) => {
    const problem = notFound(`no resource at ${request.path}; start at ${publicBaseUrlOf(response)}/`);
    sendProblem(response, problem);
  });
  app.use(problemErrorHandler(log));
  return app;
}
