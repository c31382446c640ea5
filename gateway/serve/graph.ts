import type { RequestHandler, Response } from 'express';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { apolloOptions, apolloPlugins, quietLogger } from '../../kit/graphql/apollo-options.ts';
import { disconnectionSignal } from '../../kit/http/disconnection.ts';
import { challengeSetter } from '../../kit/graphql/complete-errors.ts';
import { executeRequest } from '../../kit/graphql/http/execute-request.ts';
import { countMoreOf } from '../../kit/graphql/http/rate-limit.ts';
import { streamsOf } from '../../kit/graphql/http/stream-format.ts';
import { aliasLimit } from '../../kit/graphql/limits/alias-limit.ts';
import { createCostLimit, type CostLimit } from '../../kit/graphql/limits/cost-limit.ts';
import { nestingLimit } from '../../kit/graphql/limits/nesting.ts';
import type { GraphqlLimits } from '../../kit/graphql/limits/limits.ts';
import { applyScalarParsers } from '../../kit/graphql/scalars.ts';
import { usageReporting, type ApolloStudioSettings } from '../../kit/graphql/apollo-studio.ts';
import { createDocumentStore, type DocumentStore } from '../../kit/graphql/document-store.ts';
import type { Log } from '../../kit/util/log.ts';
import { renewAuthorizationOf } from '../exchange-credentials.ts';
import { observationOf, observationPlugin } from '../observe/observe-requests.ts';
import { keepDocumentOf, keepDocuments } from '../persisted/resolve-document.ts';
import { planLimit } from '../plan/plan-limit.ts';
import { createPlanning, type PlanningSettings } from '../plan/planning.ts';
import { createPlanningQuota, type PlanningQuotaSettings } from '../plan/planning-quota.ts';
import { deferRule } from '../stream/defer/defer-rules.ts';
import { streamHandler } from '../stream/stream-handler.ts';
import type { Subscribe } from '../stream/subscription/subscribe.ts';
import { executeBy, type GatewayExecution } from './execution.ts';
import type { GatewayRequestContext } from './request-context.ts';
import { responsePlugin } from './response-plugin.ts';
import { handleKnownOperations } from './known-operations.ts';
import { maskError } from './mask-error.ts';
import type { SendToService } from './service-client.ts';

/** The dependencies and settings of the graph. */
export interface GraphParts extends PlanningQuotaSettings {
  readonly planner: PlanningSettings;
  /** The characters of the documents that are kept. */
  readonly documentCacheLength: number;
  readonly send: SendToService;
  readonly subscribe: Subscribe;
  /** Milliseconds without other data after which the client of a stream is sent a heartbeat. */
  readonly streamHeartbeatMs: number;
  readonly realm: string;
  readonly limits: GraphqlLimits;
  /** The most errors of a response. */
  readonly maxErrors: number;
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
  const documents = createDocumentStore(parts.documentCacheLength);
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
  const gateway = new ApolloGateway({
    supergraphSdl: async (hooks) => {
      update = hooks.update;
      return { supergraphSdl };
    },
    logger: quietLogger(parts.log),
    // The composition process has already validated it.
    validateSupergraph: false,
  });
  const planning = createPlanning(parts.planner);
  const execution = executeBy({ ...parts, gateway, planning });
  const costLimit = createCostLimit<GatewayRequestContext>(parts.limits);
  const server = createServer({ execution, costLimit }, parts);
  await server.start();
  const known = { ...parts, server, execution, costLimit, contextOf, maxNesting: parts.limits.nesting };
  // Usage reporting counts what Apollo Server executes.
  const handleSingle = parts.studio
    ? executeRequest(server, (_request, response) => contextOf(response))
    : handleKnownOperations(known);
  const handleStream = streamHandler({ ...parts, server, contextOf });
  const handler: RequestHandler = (request, response, next) =>
    (streamsOf(response).length > 0 ? handleStream : handleSingle)(request, response, next);
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

interface ExecutionLimits {
  readonly execution: GatewayExecution;
  readonly costLimit: CostLimit<GatewayRequestContext>;
}

function createServer(
  { execution, costLimit }: ExecutionLimits,
  parts: ServerParts,
): ApolloServer<GatewayRequestContext> {
  const { limits, studio } = parts;
  const options = apolloOptions(parts);
  return new ApolloServer<GatewayRequestContext>({
    ...options,
    validationRules: [...options.validationRules, deferRule],
    gateway: execution.gateway,
    formatError: maskError,
    ...(studio && { apollo: { key: studio.key, graphRef: studio.graphRef } }),
    plugins: [
      responsePlugin(parts),
      observationPlugin,
      scalarParsers,
      nestingLimit(limits.nesting),
      aliasLimit(limits.aliases),
      planLimit({ ...execution, limit: limits.complexity, quota: createPlanningQuota(parts) }),
      costLimit.plugin,
      keepDocuments,
      ...apolloPlugins(studio ? { usageReporting: usageReporting(studio) } : {}),
    ],
  });
}

/** Returns a function that sets `Retry-After` on a response, unless it is longer already. */
const retryAfterSetter =
  (response: Response) =>
  (seconds: number): void => {
    // The headers of a stream are sent before all requests of it.
    if (response.headersSent) return;
    if (seconds > Number(response.get('retry-after') ?? -1)) response.set('retry-after', String(seconds));
  };

function contextOf(response: Response): GatewayRequestContext {
  const { requestId, authorization, idempotencyKey, address } = response.locals as Record<string, unknown>;
  return {
    requestId: String(requestId),
    sentMutations: [],
    setChallenges: challengeSetter(response),
    countMore: countMoreOf(response),
    setRetryAfter: retryAfterSetter(response),
    authorization: optionalText(authorization),
    idempotencyKey: optionalText(idempotencyKey),
    address: optionalText(address),
    keepDocument: keepDocumentOf(response),
    signal: disconnectionSignal(response.req.socket),
    observation: observationOf(response),
    renewAuthorization: renewAuthorizationOf(response),
  };
}

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
