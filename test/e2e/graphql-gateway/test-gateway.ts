import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { parse, type GraphQLFieldResolver } from 'graphql';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gatewaySettings, type GatewaySettings } from '../../../gateway/settings.ts';
import { startGateway, type RunningGateway } from '../../../gateway/start.ts';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { startHalGateway } from '../../../hal-gateway/start.ts';
import { maintainRegistration } from '../../../kit/remote/registration.ts';
import { createHttpClient } from '../../../kit/http/client.ts';
import { AsyncDisposableStack, closerOf, use, type Closable } from '../../../kit/util/disposable-stack.ts';
import { createLog } from '../../../kit/util/log.ts';
import { startServer } from '../../../kit/http/server.ts';
import { generousTimeouts } from '../../support/generous-timeouts.ts';
import { withoutSavedGraph } from '../../support/gateway-files.ts';
import { embeddedStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { serviceToken } from '../../support/service-token.ts';

type TestResolvers = Record<string, Record<string, GraphQLFieldResolver<unknown, { headers: IncomingHttpHeaders }>>>;

/** A small subgraph for tests. */
export interface TestSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: TestResolvers;
  /** Omits the link `eb:sdl` from the home; the schema is only available from `_service`. */
  readonly withoutSdlLink?: boolean;
  /** Handles requests before GraphQL does. */
  readonly handler?: express.RequestHandler;
}

export interface RunningSubgraph {
  readonly port: number;
  /** The headers of each GraphQL request. */
  readonly requestHeaders: readonly IncomingHttpHeaders[];
  /** Returns the number of full responses with the schema. */
  readonly sdlResponseCount: () => number;
  /** Removes its registration, and stops. */
  close(): Promise<void>;
  /** Stops without removing its registration. */
  crash(): Promise<void>;
}

/** A HAL gateway and a GraphQL gateway, to which tests add subgraphs. */
export interface TestGateway {
  readonly gateway: RunningGateway;
  readonly halGateway: string;
  readonly endpoint: string;
  addSubgraph(subgraph: TestSubgraph): Promise<RunningSubgraph>;
  /** Resolves when the gateway serves these subgraphs. */
  waitUntilServing(...names: readonly string[]): Promise<void>;
  execute(query: string, headers?: Record<string, string>): Promise<GatewayResponse>;
  close(): Promise<void>;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
  readonly extensions?: unknown;
}

const federationHeader =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external"])\n';

export async function startTestGateway(settings: Partial<GatewaySettings> = {}): Promise<TestGateway> {
  const stack = new AsyncDisposableStack();
  const store = use(stack, await embeddedStore.open());
  const halGateway = use(
    stack,
    await startHalGateway(halGatewaySettings({ PORT_HAL_GATEWAY: '0', ...generousTimeouts, ...store.env })),
  );
  const gateway = use(stack, await startGateway({ ...fastSettings, gatewayUrl: halGateway.url, ...settings }));
  const endpoint = `http://localhost:${gateway.port}/graphql`;
  return {
    gateway,
    halGateway: halGateway.url,
    endpoint,
    addSubgraph: async (subgraph) => use(stack, await startSubgraph(subgraph, halGateway.url)),
    waitUntilServing: (...names) => until(() => names.every((name) => stateOf(gateway, name) === 'serving')),
    execute: (query, headers) => execute(endpoint, query, headers),
    close: closerOf(stack),
  };
}

/** The settings of a gateway that notices changes soon. */
export const fastSettings: GatewaySettings = {
  ...gatewaySettings({ ...withoutSavedGraph, MAX_EVENT_LOOP_LAG_MS: '0' }),
  port: 0,
  rootIntervalMs: 100,
  sweepIntervalMs: 300,
  retryMs: 50,
};

export function stateOf(gateway: RunningGateway, name: string): string | undefined {
  return gateway.health().subgraphs.find((subgraph) => subgraph.name === name)?.state;
}

export async function execute(
  endpoint: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<GatewayResponse> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return { ...(JSON.parse(text) as object), status: response.status, headers: response.headers, text };
}

/** Starts a subgraph and registers it at a HAL gateway. */
export async function startSubgraph(subgraph: TestSubgraph, gatewayUrl: string): Promise<RunningSubgraph> {
  const requestHeaders: IncomingHttpHeaders[] = [];
  const stack = new AsyncDisposableStack();
  const sdl = federationHeader + subgraph.sdl;
  const { app, sdlResponseCount, stop } = await createSubgraphApp({ ...subgraph, sdl }, requestHeaders);
  use(stack, { close: stop });
  const listening = use(stack, await startServer(app, { name: subgraph.name, port: 0, graceMs: 200 }));
  const client = use(stack, createHttpClient({ timeoutMs: 30_000 }));
  const baseUrl = `http://localhost:${listening.port}`;
  const lease = maintainRegistration({
    gatewayUrl,
    token: () => serviceToken(subgraph.name),
    registration: () => ({
      name: subgraph.name,
      baseUrl,
      rels: { [`${subgraph.name}-things`]: { href: `${baseUrl}/things` } },
    }),
    ttlSeconds: 60,
    client,
    log: createLog(subgraph.name),
  });
  await lease.registered();
  const crash = closerOf(stack);
  return {
    port: listening.port,
    requestHeaders,
    sdlResponseCount,
    crash,
    close: () => closeBoth(lease, { close: crash }),
  };
}

async function closeBoth(first: Closable, second: Closable): Promise<void> {
  await first.close();
  await second.close();
}

async function createSubgraphApp(subgraph: TestSubgraph, requestHeaders: IncomingHttpHeaders[]) {
  const server = new ApolloServer<{ headers: IncomingHttpHeaders }>({
    schema: buildSubgraphSchema({ typeDefs: parse(subgraph.sdl), resolvers: subgraph.resolvers as never }),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await server.start();
  let sdlResponses = 0;
  const etag = `"${createHash('sha256').update(subgraph.sdl).digest('hex')}"`;
  const sdlLink = subgraph.withoutSdlLink ? {} : { 'eb:sdl': { href: '/sdl' } };
  const app = express().set('etag', false);
  app.get('/', (_request, response) => {
    response.json({ _links: { self: { href: '/' }, 'eb:graphql': { href: '/graphql' }, ...sdlLink } });
  });
  app.get('/sdl', (request, response) => {
    response.set('etag', etag).type('text/plain');
    if (request.get('if-none-match') === etag) return void response.status(304).end();
    sdlResponses++;
    response.send(subgraph.sdl);
  });
  app.use('/graphql', express.json(), (request, _response, next) => {
    requestHeaders.push(request.headers);
    next();
  });
  if (subgraph.handler) app.use('/graphql', subgraph.handler);
  app.use('/graphql', expressMiddleware(server, { context: async ({ req }) => ({ headers: req.headers }) }));
  return { app, sdlResponseCount: () => sdlResponses, stop: () => server.stop() };
}
