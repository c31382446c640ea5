import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { graphqlEndpoint, notFoundHandler } from '../kit/graphql/http/endpoint.ts';
import { negotiate } from '../kit/graphql/http/negotiation.ts';
import { rateLimitHandler, type RateLimitSubjectOf } from '../kit/graphql/http/rate-limit.ts';
import { sendErrorResponse } from '../kit/graphql/http/error-response.ts';
import { noPlayground, playground } from '../kit/graphql/playground/playground.ts';
import { resolveOrigin, type IsTrustedProxy } from '../kit/http/forwarded.ts';
import { createRateLimit, type RateLimitSettings } from '../kit/http/rate-limit.ts';
import type { Log } from '../kit/util/log.ts';
import type { Product } from '../kit/util/product.ts';
import { corsHandler, assignRequestId } from '../kit/http/middleware.ts';
import { exampleTabs, memberHeaders } from './example-operations.ts';
import type { Health } from './health.ts';
import type { Graph } from './serve/graph.ts';

export interface GatewayAppParts {
  readonly product: Product;
  readonly graph: Graph;
  readonly health: () => Health;
  readonly maxBodyBytes: number;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  /** Whether there is a page for people. */
  readonly playground: boolean;
  readonly corsOrigins: readonly string[] | '*';
  readonly trust: IsTrustedProxy;
  readonly rate: RateLimitSettings;
  readonly log: Log;
}

/** The gateway's Express application: the playground and the graph at `/graphql`, and `/health`. */
export function gatewayApp(parts: GatewayAppParts): Express {
  const { graph, health, maxBodyBytes, corsOrigins, trust, rate, log } = parts;
  const page = parts.playground ? pageOf(parts) : noPlayground;
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } }));
  app.use(assignRequestId, corsHandler(corsOrigins));
  app.get('/', (_request, response) => response.redirect(303, '/graphql'));
  app.get('/health', tellHealth(health));
  app.use(
    '/graphql',
    graphqlEndpoint({
      page,
      admit: [onceThereIsAGraph(graph, trust), rateLimitHandler(createRateLimit(rate), countedOf)],
      execute: execute(graph),
      maxBodyBytes,
      log,
    }),
  );
  app.use(negotiate, notFoundHandler);
  return app;
}

const pageOf = ({ product, introspection }: GatewayAppParts): RequestHandler =>
  playground({ title: product.name, tabs: exampleTabs, headers: memberHeaders, introspection });

const tellHealth =
  (health: GatewayAppParts['health']): RequestHandler =>
  (_request, response) => {
    const state = health();
    response.status(state.status === 'starting' ? 503 : 200).set('cache-control', 'no-store');
    response.json(state);
  };

/** What is asked of the services, is asked with the caller's own credentials. */
const onceThereIsAGraph =
  (graph: Graph, trust: IsTrustedProxy): RequestHandler =>
  (request, response, next) => {
    response.locals['authorization'] = request.headers.authorization;
    response.locals['idempotencyKey'] = request.get('idempotency-key');
    response.locals['address'] = resolveOrigin(request, trust).address;
    if (graph.handler() !== undefined) return next();
    return sendErrorResponse(response, {
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: 'There is no graph yet: the services are still to be found. Please try again soon.',
      headers: { 'retry-after': '1' },
    });
  };

/** Requests are counted against the address that they come from: who asks, the services find out. */
const countedOf: RateLimitSubjectOf = (_request, { locals }) =>
  Promise.resolve({ caller: undefined, address: String(locals['address'] ?? 'unknown') });

/** The graph may be swapped at any time: the handler is looked up for each request. */
const execute =
  (graph: Graph): RequestHandler =>
  (request, response, next) =>
    graph.handler()?.(request, response, next);
