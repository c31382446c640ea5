import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { notFound } from '../resource/common-problems.ts';
import type { Trust } from '../http/forwarded.ts';
import type { Log } from '../util/log.ts';
import { always, crossOrigin, identifyRequest, logRequests, outwardOf, placeRequest } from '../http/middleware.ts';
import { problemErrorHandler, sendProblem } from './problem-details.ts';

/** Bytes of request line and headers: a `where` may list many `_id`s. */
export const maxHeaderBytes = 65_536;

export interface ApplicationSettings {
  /** The part's own URL, without a slash at the end. */
  readonly base: string;
  /** That URL where it was set, whatever proxies say. */
  readonly baseUrl: string | undefined;
  readonly trust: Trust;
  /** Whose pages may use the answers. */
  readonly corsOrigins: readonly string[] | '*';
  readonly log: Log;
}

/** What every part that speaks HAL has around its routes: security headers, request ids, CORS, problems. */
export function halApplication(routers: readonly RequestHandler[], settings: ApplicationSettings): Express {
  const { base, baseUrl, trust, corsOrigins, log } = settings;
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(always(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } })));
  app.use(identifyRequest, logRequests(log));
  app.use(placeRequest({ own: base, isFixed: baseUrl !== undefined, trust }));
  app.use(crossOrigin(corsOrigins));
  app.use(...routers);
  app.use((request, response) => {
    const nothing = notFound(`nothing is at ${request.path}; begin at ${outwardOf(response)}/`);
    sendProblem(response, nothing, { instance: request.originalUrl });
  });
  app.use(problemErrorHandler(log));
  return app;
}
