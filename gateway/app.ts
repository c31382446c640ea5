import compression from 'compression';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { playground } from '../kit/graphql/playground.ts';
import { exampleTabs, memberHeaders } from './examples.ts';
import type { Health } from './health.ts';
import { requestIdOf } from './serve/caller.ts';
import type { Graph } from './serve/graph.ts';
import { refuse } from './serve/refuse.ts';
import { checkRequest } from './serve/request.ts';
import type { Log } from '../kit/wire/log.ts';

export interface AppParts {
  readonly graph: Graph;
  readonly health: () => Health;
  readonly maxBodyBytes: number;
  readonly log: Log;
}

const identify: RequestHandler = (request, response, next) => {
  const requestId = requestIdOf(request.headers);
  response.locals['requestId'] = requestId;
  response.locals['authorization'] = request.headers.authorization;
  response.set('x-request-id', requestId);
  next();
};

const wantsPage = (request: Request): boolean =>
  request.method === 'GET' &&
  request.query['query'] === undefined &&
  request.accepts(['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html';

const onlyGetAndPost: RequestHandler = (request, response, next) => {
  if (['GET', 'HEAD', 'POST'].includes(request.method)) return next();
  refuse(response, {
    status: 405,
    code: 'BAD_USER_INPUT',
    message: `${request.method} is not for this: send GET or POST`,
    headers: { allow: 'GET, POST' },
  });
};

const answer =
  (graph: Graph): RequestHandler =>
  (request, response, next) => {
    const handler = graph.handler();
    if (handler !== undefined) return void handler(request, response, next);
    const headers = { 'retry-after': '1' };
    refuse(response, {
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: 'There is no graph yet: the services are still to be found. Try again soon.',
      headers,
    });
  };

/** The one place where what is thrown becomes an answer. */
const failed =
  (log: Log): ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  (error: unknown, _request, response: Response, next) => {
    if (response.headersSent) return next(error);
    const { type, limit, status }: { type?: unknown; limit?: unknown; status?: unknown } =
      typeof error === 'object' && error !== null ? error : {};
    if (type === 'entity.too.large')
      return refuse(response, {
        status: 413,
        code: 'TOO_COSTLY',
        message: `A body has at most ${String(limit)} bytes here.`,
      });
    if (typeof type === 'string' || status === 400)
      return refuse(response, {
        status: 400,
        code: 'BAD_USER_INPUT',
        message: 'The body is not JSON that can be read.',
      });
    log.error({ err: error, requestId: String(response.locals['requestId']) }, 'unexpected error');
    refuse(response, { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong on our side.' });
  };

/** The gateway's Express application. */
export function gatewayApp({ graph, health, maxBodyBytes, log }: AppParts): Express {
  const page = playground({ title: 'Event Buddy', tabs: exampleTabs, endpoint: '/graphql', headers: memberHeaders });
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: false }), identify);
  app.get('/', (_request, response) => response.redirect(303, '/graphql'));
  app.get('/health', (_request, response) => {
    const state = health();
    response
      .status(state.status === 'starting' ? 503 : 200)
      .set('cache-control', 'no-store')
      .json(state);
  });
  app.get('/graphql', (request, response, next) => (wantsPage(request) ? page(request, response, next) : next()));
  app.use(
    '/graphql',
    compression(),
    onlyGetAndPost,
    express.json({ limit: maxBodyBytes }),
    checkRequest,
    answer(graph),
  );
  app.use((_request, response) =>
    refuse(response, {
      status: 404,
      code: 'BAD_USER_INPUT',
      message: 'Nothing is here: the graph is at /graphql, the health at /health.',
    }),
  );
  app.use(failed(log));
  return app;
}
