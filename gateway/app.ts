import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { graphqlEndpoint, notFoundHandler } from '../kit/graphql/http/endpoint.ts';
import { negotiate } from '../kit/graphql/http/negotiation.ts';
import { documentLimit } from '../kit/graphql/http/document-limit.ts';
import { shedLoad } from '../kit/graphql/http/load-shedding.ts';
import { rateLimitHandler, type RateLimitSubjectOf } from '../kit/graphql/http/rate-limit.ts';
import { sendErrorResponse } from '../kit/graphql/http/error-response.ts';
import { noPlayground, playground } from '../kit/graphql/playground/playground.ts';
import { assetsPath } from '../kit/html/assets.ts';
import { resolveOrigin, type IsTrustedProxy } from '../kit/http/forwarded.ts';
import { createRateLimit, type RateLimitSettings } from '../kit/http/rate-limit.ts';
import type { LoadMonitor } from '../kit/http/load-monitor.ts';
import type { Log } from '../kit/util/log.ts';
import type { Product } from '../kit/util/product.ts';
import { assignRequestId, corsHandler, staticHeaders } from '../kit/http/middleware.ts';
import { sequence } from '../kit/http/sequence.ts';
import type { IsOperator } from '../kit/remote/operator-check.ts';
import type { PasswordExchange } from '../kit/remote/password-exchange.ts';
import { exchangeCredentials } from './exchange-credentials.ts';
import { exampleTabs, memberHeaders } from './example-operations.ts';
import { sendDocument } from './health-page.ts';
import { publicHealth, type Health } from './health.ts';
import { metricsEndpoint, type MetricsEndpointParts } from './observe/metrics-endpoint.ts';
import { observationOf } from './observe/observe-requests.ts';
import { resolveDocument, type PersistedDocuments } from './persisted/resolve-document.ts';
import { addressTurns, type AddressTurnsSettings } from './serve/address-turns.ts';
import type { Graph } from './serve/graph.ts';

/** The dependencies and settings of the gateway's Express application. */
export interface GatewayAppParts extends AddressTurnsSettings, MetricsEndpointParts {
  /** Observes each GraphQL request. */
  readonly observe: RequestHandler;
  readonly product: Product;
  readonly graph: Graph;
  readonly health: () => Health;
  /** The handlers that make a page of the health. */
  readonly pages: readonly RequestHandler[];
  /** Decides who sees the problems and the URLs of subgraphs. */
  readonly isOperator: IsOperator;
  readonly maxBodyBytes: number;
  /** The documents that are known by their hashes or other identifiers. */
  readonly persisted: PersistedDocuments;
  /** Whether clients may introspect the schema. */
  readonly introspection: boolean;
  /** Whether `GET /graphql` serves the playground to browsers. */
  readonly playground: boolean;
  readonly corsOrigins: readonly string[] | '*';
  readonly trust: IsTrustedProxy;
  readonly rate: RateLimitSettings;
  /** Bytes of new documents of one address in ten seconds. */
  readonly newDocumentBytes: number;
  readonly load: LoadMonitor;
  readonly exchange: PasswordExchange;
  /** The realm of challenges. */
  readonly realm: string;
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
  readonly log: Log;
}

/** Creates the gateway's Express application: the playground and the graph at `/graphql`, `/health` and `/metrics`. */
export function gatewayApp(parts: GatewayAppParts): Express {
  const { graph, maxBodyBytes, corsOrigins, trust, rate, load, log } = parts;
  const page = parts.playground ? playgroundPage(parts) : noPlayground;
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  const security = helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } });
  app.use(sequence(staticHeaders(security), assignRequestId, corsHandler(corsOrigins)));
  app.get('/', (_request, response) => response.redirect(303, '/graphql'));
  app.get('/health', ...parts.pages, healthHandler(parts));
  app.get(`${assetsPath}{*file}`, ...parts.pages);
  app.get('/metrics', metricsEndpoint(parts));
  app.use(
    '/graphql',
    linkToStatus,
    parts.observe,
    graphqlEndpoint({
      page,
      admit: [
        shedLoad(load),
        admitRequest(graph, trust),
        rateLimitHandler(createRateLimit(rate), rateLimitSubject),
        addressTurns(parts),
        exchangeCredentials(parts.exchange, parts),
      ],
      resolveDocument: resolveDocument(parts.persisted),
      limitDocuments: documentLimit(
        { ...rate, bytes: parts.newDocumentBytes, documents: graph.documents },
        rateLimitSubject,
      ),
      execute: execute(graph),
      streams: ['multipart-subscription', 'event-stream', 'multipart-defer'],
      maxBodyBytes,
      log,
    }),
  );
  app.use(negotiate, notFoundHandler);
  return app;
}

/** Leads to the health of the gateway (RFC 8631), beside the endpoint. */
const linkToStatus: RequestHandler = (_request, response, next) => {
  response.setHeader('link', '<health>; rel="status"');
  next();
};

const playgroundPage = ({ product, introspection }: GatewayAppParts): RequestHandler =>
  playground({ title: product.name, tabs: exampleTabs, headers: memberHeaders, introspection });

const healthHandler =
  ({ health, isOperator, trust }: GatewayAppParts): RequestHandler =>
  async (request, response) => {
    const body = health();
    response
      .status(body.status === 'starting' ? 503 : 200)
      .set('cache-control', 'no-store')
      .vary('authorization');
    const { address = 'unknown' } = resolveOrigin(request, trust);
    const isDetailed = await isOperator(request.headers.authorization, address);
    sendDocument(response, isDetailed ? body : publicHealth(body));
  };

/** Keeps the client's address and key, which are forwarded to the services. Responds 503 until a graph is composed. */
const admitRequest =
  (graph: Graph, trust: IsTrustedProxy): RequestHandler =>
  (request, response, next) => {
    response.locals['idempotencyKey'] = request.get('idempotency-key');
    response.locals['address'] = resolveOrigin(request, trust).address;
    if (graph.handler() !== undefined) return next();
    return sendErrorResponse(response, {
      code: 'SERVICE_UNAVAILABLE',
      message: 'The graph is not composed yet: no service has been discovered. Please try again in a second.',
      headers: { 'retry-after': '1' },
    });
  };

/** Limits requests by client address only, since the services authenticate the caller, not the gateway. */
const rateLimitSubject: RateLimitSubjectOf = (_request, { locals }) =>
  Promise.resolve({ caller: undefined, address: String(locals['address'] ?? 'unknown') });

/** Looks up the handler for each request, since the graph can be replaced at any time. */
const execute =
  (graph: Graph): RequestHandler =>
  (request, response, next) => {
    observationOf(response)?.begin();
    graph.handler()?.(request, response, next);
  };
