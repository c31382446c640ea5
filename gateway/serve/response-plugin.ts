import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { challengesOf } from '../../kit/access/challenges.ts';
import { completeErrors } from '../../kit/graphql/complete-errors.ts';
import { isWireErrorCode } from '../../kit/graphql/wire-errors.ts';
import type { Log } from '../../kit/util/log.ts';
import { limitErrors } from './limit-errors.ts';
import type { GatewayRequestContext } from './request-context.ts';

export interface ResponseParts {
  readonly realm: string;
  /** The most errors of a response. */
  readonly maxErrors: number;
  readonly log: Log;
}

/** Completes every response with the request id and the challenge, removes internal extensions, and logs errors. */
export function responsePlugin({ log, ...parts }: ResponseParts): ApolloServerPlugin<GatewayRequestContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation, request }) => {
        if (!operation) throw noOperation(request.operationName);
      },
      didEncounterErrors: async ({ errors, contextValue }) => report(errors, contextValue, log),
      willSendResponse: async (context) => finish(context, parts),
    }),
  };
}

/** The error of a request without a unique operation; the gateway's executor would report an internal error. */
function noOperation(name: string | undefined): GraphQLError {
  const message =
    name === undefined
      ? 'The document has several operations: name one of them in operationName.'
      : `The document has no operation named "${name}".`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}

/** Logs the errors that nobody expects. */
export function report(
  errors: readonly GraphQLError[],
  { requestId }: Pick<GatewayRequestContext, 'requestId'>,
  log: Log,
): void {
  for (const error of errors) {
    const { code, serviceName: service } = error.extensions;
    if (isWireErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') continue;
    if (service === undefined && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') continue;
    log.error(
      { requestId, service, err: { message: error.message, stack: error.originalError?.stack } },
      'unexpected error',
    );
  }
}

type ResponseContext = Pick<GraphQLRequestContext<GatewayRequestContext>, 'request' | 'response' | 'contextValue'>;

function finish(context: ResponseContext, { realm, maxErrors }: Omit<ResponseParts, 'log'>): void {
  const { response, contextValue } = context;
  response.http.headers.set('cache-control', 'no-store');
  if (response.body?.kind === 'single') delete response.body.singleResult.extensions;
  // Which credentials a service takes is known only from its own challenges.
  const { requestId, setChallenges, challenges = challengesOf({ realm, basic: true }) } = contextValue;
  completeErrors(context, { requestId, challenge: () => setChallenges(challenges) });
  const result = response.body?.kind === 'single' ? response.body.singleResult : undefined;
  if (result?.errors !== undefined) result.errors = limitErrors(result.errors, maxErrors);
}
