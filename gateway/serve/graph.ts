import type { RequestHandler } from 'express';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { apolloOptions, apolloPlugins, quietLogger } from '../../kit/graphql/apollo-options.ts';
import { costLimit } from '../../kit/graphql/limits/cost-limit.ts';
import { nestingLimit } from '../../kit/graphql/limits/nesting.ts';
import type { GraphqlLimits } from '../../kit/graphql/limits/limits.ts';
import { applyScalarParsers } from '../../kit/graphql/scalars.ts';
import { usageReporting, type ApolloStudioSettings } from '../../kit/graphql/apollo-studio.ts';
import type { Log } from '../../kit/util/log.ts';
import type { GatewayRequestContext } from './request-context.ts';
import { responsePlugin } from './response-plugin.ts';
import { maskError } from './mask-error.ts';

export interface GraphParts {
  readonly dataSource: (name: string) => GraphQLDataSource<GatewayRequestContext>;
  readonly realm: string;
  readonly limits: GraphqlLimits;
  /** Where usage is reported; none: it is not. */
  readonly studio: ApolloStudioSettings | undefined;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  readonly log: Log;
}

/** The graph in service; none until the first one is shown. */
export interface Graph {
  /** Swaps the graph without failing a request; throws, and keeps the last one, when the supergraph is not good. */
  update(supergraphSdl: string): Promise<void>;
  /** Answers GraphQL requests whose body is parsed; none while there is no graph. */
  handler(): RequestHandler | undefined;
  /** When the graph in service was taken in. */
  composedAt(): Date | undefined;
  /** Closing twice is harmless. */
  close(): Promise<void>;
}

interface Running {
  readonly server: ApolloServer<GatewayRequestContext>;
  readonly handler: RequestHandler;
  readonly update: (supergraphSdl: string) => void;
}

export function createGraph(parts: GraphParts): Graph {
  let running: Running | undefined;
  let shown: string | undefined;
  let composedAt: Date | undefined;
  return {
    update: async (supergraphSdl) => {
      if (supergraphSdl === shown) return;
      if (running) running.update(supergraphSdl);
      else running = await start(supergraphSdl, parts);
      shown = supergraphSdl;
      composedAt = new Date();
    },
    handler: () => running?.handler,
    composedAt: () => composedAt,
    close: async () => {
      await running?.server.stop();
    },
  };
}

async function start(supergraphSdl: string, parts: GraphParts): Promise<Running> {
  // Read by the gateway when it is made; without it figures of every installation go to its makers.
  process.env['APOLLO_TELEMETRY_DISABLED'] ||= '1';
  let update: Running['update'] = () => undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: async (hooks) => {
      update = hooks.update;
      return { supergraphSdl };
    },
    buildService: ({ name }) => parts.dataSource(name),
    logger: quietLogger(parts.log),
    // The composing thread has validated it.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
  });
  const server = createServer(gateway, parts);
  await server.start();
  const handler = expressMiddleware(server, { context: async ({ res }) => callerOf(res.locals) });
  return { server, handler, update: (sdl) => update(sdl) };
}

/** The supergraph says that there are scalars, and not what they take: what is none is the client's fault, not a service's. */
const knowingScalars: ApolloServerPlugin<GatewayRequestContext> = {
  serverWillStart: async () => ({ schemaDidLoadOrUpdate: ({ apiSchema }) => applyScalarParsers(apiSchema) }),
};

function createServer(gateway: ApolloGateway, parts: GraphParts): ApolloServer<GatewayRequestContext> {
  const { realm, limits, studio, log } = parts;
  return new ApolloServer<GatewayRequestContext>({
    ...apolloOptions(parts),
    gateway,
    formatError: maskError,
    ...(studio && { apollo: { key: studio.key, graphRef: studio.graphRef } }),
    plugins: [
      responsePlugin(realm, log),
      knowingScalars,
      nestingLimit(limits.nesting),
      costLimit(limits.cost),
      ...apolloPlugins(studio ? { usageReporting: usageReporting(studio) } : {}),
    ],
  });
}

function callerOf(locals: Record<string, unknown>): GatewayRequestContext {
  const { requestId, authorization, idempotencyKey, address } = locals;
  return {
    requestId: String(requestId),
    ...(typeof authorization === 'string' && { authorization }),
    ...(typeof idempotencyKey === 'string' && { idempotencyKey }),
    ...(typeof address === 'string' && { address }),
  };
}
