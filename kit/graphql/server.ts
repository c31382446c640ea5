import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLFormattedError } from 'graphql';
import { gql } from 'graphql-tag';
import { StoreUnavailableError } from '../store/port.ts';
import type { Log } from '../util/log.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { serviceChallenge } from '../access/credentials.ts';
import { apolloOptions, apolloPlugins } from './apollo-options.ts';
import { completeErrors } from './complete-errors.ts';
import type { GraphqlContext } from './request-context.ts';
import { costLimit } from './limits/cost-limit.ts';
import { nestingLimit } from './limits/nesting.ts';
import type { GraphqlLimits } from './limits/limits.ts';
import { validateEntityRepresentations } from './resolvers/entity-validation.ts';
import { mutationResolvers } from './resolvers/mutations.ts';
import { queryResolvers } from './resolvers/queries.ts';
import { scalars } from './scalars.ts';
import { inlineTrace, type ApolloStudioSettings } from './apollo-studio.ts';
import { toWireError, withCode } from './wire-errors.ts';

export interface SubgraphServerSettings {
  readonly definition: Definition;
  readonly sdl: string;
  readonly realm: string;
  readonly limits: GraphqlLimits;
  /** Gateways that ask are told how long fields take, where Studio is told of the graph. */
  readonly studio: ApolloStudioSettings | undefined;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  readonly log: Log;
}

function formatError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const isStoreAway = unwrapResolverError(thrown) instanceof StoreUnavailableError;
  return isStoreAway ? withCode(formatted, 'SERVICE_UNAVAILABLE') : toWireError(formatted, thrown);
}

/** The last touch: the request id on errors, 401 where nothing but credentials is missing, a line in the log for the unexpected. */
function responsePlugin({ realm, log }: SubgraphServerSettings): ApolloServerPlugin<GraphqlContext> {
  const challenge = serviceChallenge(realm);
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue: { requestId } }) => {
          for (const error of errors) {
            const { code } = toWireError(error, error).extensions;
            const isAway = error.originalError instanceof StoreUnavailableError;
            if (code === 'INTERNAL_SERVER_ERROR' && !isAway)
              log.error({ requestId, err: error.originalError ?? error }, 'unexpected error');
          }
          return Promise.resolve();
        },
        willSendResponse: ({ response, contextValue: { requestId } }) => {
          completeErrors(response, { requestId, challenge });
          return Promise.resolve();
        },
      }),
  };
}

/** The Apollo Server of a subgraph. */
export function createSubgraphServer(settings: SubgraphServerSettings): ApolloServer<GraphqlContext> {
  const { definition, sdl, limits, studio } = settings;
  const resolvers = { ...scalars, ...queryResolvers(definition), ...mutationResolvers(definition) };
  const schema = buildSubgraphSchema({ typeDefs: gql(sdl), resolvers: resolvers as never });
  return new ApolloServer<GraphqlContext>({
    ...apolloOptions(settings),
    schema: validateEntityRepresentations(schema, definition),
    formatError,
    plugins: [
      responsePlugin(settings),
      nestingLimit(limits.nesting),
      costLimit(limits.cost, { sdl }),
      ...apolloPlugins(studio ? { inlineTrace: inlineTrace() } : {}),
    ],
  });
}
