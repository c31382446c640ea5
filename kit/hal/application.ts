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
import { problemErrorHandler, sendProblem } from './problem-details.ts';

/** Bytes of request line and headers: a `where` may list many `_id`s. */
export const maxHeaderBytes = 65_536;

export interface ApplicationSettings {
  /** The part's own URL, without a slash at the end. */
  readonly base: string;
  /** That URL where it was set, whatever proxies say. */
  readonly baseUrl: string | undefined;
  readonly trust: IsTrustedProxy;
  /** Whose pages may use the answers. */
  readonly corsOrigins: readonly string[] | '*';
  readonly log: Log;
}

/** What every part that speaks HAL has around its routes: security headers, request ids, CORS, problems. */
export function halApplication(routers: readonly RequestHandler[], settings: ApplicationSettings): Express {
  const { base, baseUrl, trust, corsOrigins, log } = settings;
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(
    staticHeaders(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } })),
  );
  app.use(assignRequestId, logRequests(log));
  app.use(resolvePublicBaseUrl({ ownUrl: base, isFixed: baseUrl !== undefined, trust }));
  app.use(corsHandler(corsOrigins));
  app.use(...routers);
  app.use((request, response) => {
    const nothing = notFound(`nothing is at ${request.path}; begin at ${publicBaseUrlOf(response)}/`);
    sendProblem(response, nothing, { instance: request.originalUrl });
  });
  app.use(problemErrorHandler(log));
  return app;
}
