import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { gql } from 'graphql-tag';
import { ClientDisconnectedError } from '../http/disconnection.ts';
import { unavailable } from '../resource/common-problems.ts';
import { StoreUnavailableError } from '../store/port.ts';
import type { Log } from '../util/log.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { challengesOf, type ChallengeSettings } from '../access/challenges.ts';
import { apolloOptions, apolloPlugins } from './apollo-options.ts';
import { completeErrors } from './complete-errors.ts';
import type { GraphqlContext } from './request-context.ts';
import type { DocumentStore } from './document-store.ts';
import { aliasLimit } from './limits/alias-limit.ts';
import { complexityLimit } from './limits/complexity-limit.ts';
import { createCostLimit } from './limits/cost-limit.ts';
import { nestingLimit } from './limits/nesting.ts';
import type { GraphqlLimits } from './limits/limits.ts';
import { validateEntityRepresentations } from './resolvers/entity-validation.ts';
import { mutationResolvers } from './resolvers/mutations.ts';
import { queryResolvers } from './resolvers/queries.ts';
import { subscriptionResolvers } from './resolvers/subscriptions.ts';
import { scalars } from './scalars.ts';
import { subscriptionPlugin, type ReportErrors } from './subscriptions/subscription-plugin.ts';
import { inlineTrace, type ApolloStudioSettings } from './apollo-studio.ts';
import { longestReturnTime, toWireError, withCode, type WireError } from './wire-errors.ts';

export interface SubgraphServerSettings extends ChallengeSettings {
  readonly definition: Definition;
  readonly sdl: string;
  readonly limits: GraphqlLimits;
  readonly documents: DocumentStore;
  /** If set, gateways get the durations of fields on request, for their reports to Apollo Studio. */
  readonly studio: ApolloStudioSettings | undefined;
  /** Whether introspection is enabled. */
  readonly introspection: boolean;
  readonly log: Log;
}

function formatError(formatted: GraphQLFormattedError, thrown: unknown): WireError {
  const isStoreUnavailable = unwrapResolverError(thrown) instanceof StoreUnavailableError;
  return isStoreUnavailable ? withCode(formatted, 'SERVICE_UNAVAILABLE') : toWireError(formatted, thrown);
}

/** Whether an error without a code needs no log entry: the store is away, or nobody waits for the response. */
const isExpected = (error: unknown): boolean =>
  error instanceof StoreUnavailableError || error instanceof ClientDisconnectedError;

/** Logs unexpected errors and, at the level `debug`, why the service is unavailable, which clients do not see. */
function logErrors(errors: readonly GraphQLError[], { requestId, log }: { requestId: string; log: Log }): void {
  for (const error of errors) {
    const { code } = formatError(error.toJSON(), error).extensions;
    if (code === 'SERVICE_UNAVAILABLE') log.debug({ requestId, reason: error.message }, 'the service is unavailable');
    if (code === 'INTERNAL_SERVER_ERROR' && !isExpected(error.originalError))
      log.error({ requestId, err: error.originalError ?? error }, 'unexpected error');
  }
}

/** Returns what a subscription's client sees of errors, and logs unexpected ones. */
const reportErrors =
  (log: Log): ReportErrors =>
  (errors, { requestId }) => {
    logErrors(errors, { requestId, log });
    return errors.map((error) => {
      const wireError = formatError(error.toJSON(), error);
      return { ...wireError, extensions: { ...wireError.extensions, requestId } };
    });
  };

/** Sets `Retry-After` of a 503: the longest time that its errors have, or that of what is unavailable. */
function setRetryAfter({ body, http }: GraphQLResponse): void {
  if (http.status !== unavailable.status || body.kind !== 'single') return;
  const seconds = longestReturnTime(body.singleResult.errors ?? []) ?? unavailable.retryAfter;
  http.headers.set('retry-after', String(seconds));
}

/** Returns the plugin that completes errors with the request ID and a 401, and logs unexpected errors. */
function responsePlugin({ realm, basic, log }: SubgraphServerSettings): ApolloServerPlugin<GraphqlContext> {
  const challenges = challengesOf({ realm, basic });
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue: { requestId } }) => {
          logErrors(errors, { requestId, log });
          return Promise.resolve();
        },
        willSendResponse: (context) => {
          const { requestId, setChallenges } = context.contextValue;
          completeErrors(context, { requestId, challenge: () => setChallenges(challenges) });
          setRetryAfter(context.response);
          return Promise.resolve();
        },
      }),
  };
}

/** Creates the Apollo Server of a subgraph. */
export function createSubgraphServer(settings: SubgraphServerSettings): ApolloServer<GraphqlContext> {
  const { definition, sdl, limits, studio, log } = settings;
  const resolvers = {
    ...scalars,
    ...queryResolvers(definition),
    ...mutationResolvers(definition),
    ...subscriptionResolvers(definition),
  };
  const schema = buildSubgraphSchema({ typeDefs: gql(sdl), resolvers: resolvers as never });
  return new ApolloServer<GraphqlContext>({
    ...apolloOptions(settings),
    schema: validateEntityRepresentations(schema, definition),
    formatError,
    plugins: [
      responsePlugin(settings),
      nestingLimit(limits.nesting),
      aliasLimit(limits.aliases, ({ isForwarded }) => isForwarded),
      complexityLimit(limits.complexity),
      createCostLimit<GraphqlContext>(limits, { sdl }).plugin,
      subscriptionPlugin(reportErrors(log)),
      ...apolloPlugins(studio ? { inlineTrace: inlineTrace() } : {}),
    ],
  });
}
