import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { playground, wantsPlayground } from '../kit/graphql/playground.ts';
import type { Log } from '../kit/wire/log.ts';
import { exampleTabs, memberHeaders } from './examples.ts';
import type { Health } from './health.ts';
import { answerThrown } from './serve/body-errors.ts';
import { requestIdOf } from './serve/caller.ts';
import type { Graph } from './serve/graph.ts';
import { refuse } from './serve/refuse.ts';
import { checkRequest } from './serve/request.ts';

export interface AppParts {
  readonly graph: Graph;
  readonly health: () => Health;
  readonly maxBodyBytes: number;
  readonly log: Log;
}

/** The gateway's Express application: the playground and the graph at `/graphql`, and `/health`. */
export function gatewayApp({ graph, health, maxBodyBytes, log }: AppParts): Express {
  const page = playground({ title: 'Event Buddy', tabs: exampleTabs, endpoint: '/graphql', headers: memberHeaders });
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } }), identify);
  app.get('/', (_request, response) => response.redirect(303, '/graphql'));
  app.get('/health', tellHealth(health));
  app.get('/graphql', (request, response, next) => (wantsPlayground(request) ? page(request, response, next) : next()));
  app.use('/graphql', onlyAtRoot, onlyGetAndPost, compression());
  app.use('/graphql', express.json({ limit: maxBodyBytes }), checkRequest, answer(graph));
  app.use(nothingHere);
  app.use(answerThrown(log));
  return app;
}

const identify: RequestHandler = (request, response, next) => {
  const requestId = requestIdOf(request.headers);
  response.locals['requestId'] = requestId;
  response.locals['authorization'] = request.headers.authorization;
  response.set('x-request-id', requestId);
  next();
};

const tellHealth =
  (health: AppParts['health']): RequestHandler =>
  (_request, response) => {
    const state = health();
    response.status(state.status === 'starting' ? 503 : 200).set('cache-control', 'no-store');
    response.json(state);
  };

const nothingHere: RequestHandler = (_request, response) =>
  refuse(response, {
    status: 404,
    code: 'BAD_USER_INPUT',
    message: 'Nothing is here: the graph is at /graphql, the health at /health.',
  });

/** `app.use` matches everything below as well. */
const onlyAtRoot: RequestHandler = (request, response, next) =>
  request.path === '/' ? next() : nothingHere(request, response, next);

const onlyGetAndPost: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'POST') return next();
  refuse(response, {
    status: 405,
    code: 'BAD_USER_INPUT',
    message: `${request.method} is not for this: send GET or POST.`,
    headers: { allow: 'GET, POST' },
  });
};

const answer =
  (graph: Graph): RequestHandler =>
  (request, response, next) => {
    const handler = graph.handler();
    if (handler !== undefined) return handler(request, response, next);
    return refuse(response, {
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: 'There is no graph yet: the services are still to be found. Please try again soon.',
      headers: { 'retry-after': '1' },
    });
  };
