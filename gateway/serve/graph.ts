import type { RequestHandler, Response } from 'express';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { apolloOptions, apolloPlugins, quietLogger } from '../../kit/graphql/apollo-options.ts';
import { disconnectionSignal } from '../../kit/http/disconnection.ts';
import { challengeSetter } from '../../kit/graphql/complete-errors.ts';
import { countMoreOf } from '../../kit/graphql/http/rate-limit.ts';
import { costLimit } from '../../kit/graphql/limits/cost-limit.ts';
import { nestingLimit } from '../../kit/graphql/limits/nesting.ts';
import type { GraphqlLimits } from '../../kit/graphql/limits/limits.ts';
import { applyScalarParsers } from '../../kit/graphql/scalars.ts';
import { usageReporting, type ApolloStudioSettings } from '../../kit/graphql/apollo-studio.ts';
import { createDocumentStore, type DocumentStore } from '../../kit/graphql/document-store.ts';
import type { Log } from '../../kit/util/log.ts';
import { createPlanning, type Planning, type PlanningSettings } from '../plan/planning.ts';
import type { GatewayRequestContext } from './request-context.ts';
import { responsePlugin } from './response-plugin.ts';
import { maskError } from './mask-error.ts';

/** The dependencies and settings of the graph. */
export interface GraphParts extends Omit<PlanningSettings, 'complexity'> {
  readonly dataSource: (name: string) => GraphQLDataSource<GatewayRequestContext>;
  readonly realm: string;
  readonly limits: GraphqlLimits;
  /** Where usage is reported; undefined reports nothing. */
  readonly studio: ApolloStudioSettings | undefined;
  /** Whether clients may introspect the schema. */
  readonly introspection: boolean;
  readonly log: Log;
}

/** The graph in service. It has none until the first update. */
export interface Graph {
  /** The parsed and valid documents. */
  readonly documents: DocumentStore;
  /**
   * Replaces the graph without failing a request.
   *
   * @throws if the supergraph is invalid; the last graph stays in service.
   */
  update(supergraphSdl: string): Promise<void>;
  /** Returns the handler of GraphQL requests with parsed bodies; undefined until there is a graph. */
  handler(): RequestHandler | undefined;
  /** Returns when the graph was put into service. */
  composedAt(): Date | undefined;
  /** Idempotent. */
  close(): Promise<void>;
}

interface Running {
  readonly handler: RequestHandler;
  readonly update: (supergraphSdl: string) => void;
  readonly stop: () => Promise<void>;
}

/** Creates a graph that is empty until its first update. */
export function createGraph(parts: GraphParts): Graph {
  let running: Running | undefined;
  let currentSdl: string | undefined;
  let composedAt: Date | undefined;
  const documents = createDocumentStore();
  return {
    documents,
    update: async (supergraphSdl) => {
      if (supergraphSdl === currentSdl) return;
      if (running) running.update(supergraphSdl);
      else running = await start(supergraphSdl, { ...parts, documents });
      currentSdl = supergraphSdl;
      composedAt = new Date();
    },
    handler: () => running?.handler,
    composedAt: () => composedAt,
    close: async () => {
      await running?.stop();
    },
  };
}

interface ServerParts extends GraphParts {
  readonly documents: DocumentStore;
}

async function start(supergraphSdl: string, parts: ServerParts): Promise<Running> {
  // ApolloGateway reads the variable when it is constructed; without it, it sends telemetry to Apollo.
  process.env['APOLLO_TELEMETRY_DISABLED'] ||= '1';
  let update: Running['update'] = () => undefined;
  const planning = createPlanning({ ...parts, complexity: parts.limits.complexity });
  const gateway = new ApolloGateway({
    supergraphSdl: async (hooks) => {
      update = hooks.update;
      return { supergraphSdl };
    },
    buildService: ({ name }) => parts.dataSource(name),
    logger: quietLogger(parts.log),
    // The composition process has already validated it.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { cache: planning.plans },
  });
  const server = createServer(gateway, planning, parts);
  await server.start();
  const handler = expressMiddleware(server, { context: async ({ res }) => contextOf(res) });
  const stop = async (): Promise<void> => {
    await server.stop();
    await planning.close();
  };
  return { handler, update: (sdl) => update(sdl), stop };
}

/** Adds the parsers of custom scalars, which SDL lacks, so that an invalid value is a client error, not a service's. */
const scalarParsers: ApolloServerPlugin<GatewayRequestContext> = {
  serverWillStart: async () => ({ schemaDidLoadOrUpdate: ({ apiSchema }) => applyScalarParsers(apiSchema) }),
};

function createServer(
  gateway: ApolloGateway,
  planning: Planning,
  parts: ServerParts,
): ApolloServer<GatewayRequestContext> {
  const { realm, limits, studio, log } = parts;
  return new ApolloServer<GatewayRequestContext>({
    ...apolloOptions(parts),
    gateway: planning.prepare(gateway),
    formatError: maskError,
    ...(studio && { apollo: { key: studio.key, graphRef: studio.graphRef } }),
    plugins: [
      responsePlugin(realm, log),
      scalarParsers,
      nestingLimit(limits.nesting),
      planning.plugin,
      costLimit(limits),
      ...apolloPlugins(studio ? { usageReporting: usageReporting(studio) } : {}),
    ],
  });
}

function contextOf(response: Response): GatewayRequestContext {
  const signal = disconnectionSignal(response.req.socket);
  const { requestId, authorization, idempotencyKey, address } = response.locals as Record<string, unknown>;
  return {
    requestId: String(requestId),
    sentMutations: [],
    setChallenges: challengeSetter(response),
    countMore: countMoreOf(response),
    setRetryAfter: (seconds) => void response.set('retry-after', String(seconds)),
    ...(typeof authorization === 'string' && { authorization }),
    ...(typeof idempotencyKey === 'string' && { idempotencyKey }),
    ...(typeof address === 'string' && { address }),
    ...(signal && { signal }),
  };
}
