import { HeaderMap, type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse } from '@apollo/server';
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { ChangeStream } from '../../resource/streams/change-stream.ts';
import { lostChanges, streamEnds } from '../../resource/streams/stream-problems.ts';
import type { GraphqlContext } from '../request-context.ts';
import { mostTellingStatus } from '../response-status.ts';
import type { WireError } from '../wire-errors.ts';
import { endError, notAcceptable, notByGet } from './endings.ts';
import { positionOf, type SubscriptionRequest, type SubscriptionResult } from './subscription-request.ts';

/** Logs the unexpected errors of an execution. Returns what clients may see of all. */
export type ReportErrors = (errors: readonly GraphQLError[], context: GraphqlContext) => readonly WireError[];

/** What a subscription is executed with. */
type Subscribing = Pick<
  GraphQLRequestContext<GraphqlContext>,
  'schema' | 'document' | 'operationName' | 'request' | 'contextValue'
>;

/**
 * Returns the plugin that starts subscriptions (GraphQL, October 2021, §6.2.3), which Apollo Server does not execute. They
 * have passed all checks by then. The request of one that has started has its results.
 */
export const subscriptionPlugin = (report: ReportErrors): ApolloServerPlugin<GraphqlContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue: { subscription } }) => {
      if (operation?.operation === OperationTypeNode.MUTATION && subscription?.isSafe === true) throw notByGet();
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION && subscription === undefined) throw notAcceptable();
    },
    responseForOperation: async (request) =>
      request.operation?.operation === OperationTypeNode.SUBSCRIPTION ? subscribe(request, report) : null,
  }),
});

/** Starts a subscription. The response has the errors that prevent it; nothing if there are none. */
async function subscribe(request: Subscribing, report: ReportErrors): Promise<GraphQLResponse> {
  const { contextValue } = request;
  const errors = await start(request, report).catch((error: unknown) => [toError(error)]);
  if (errors.length === 0) return responseOf({});
  contextValue.subscription?.stream?.end();
  const reported = report(errors, contextValue);
  return responseOf({ errors: reported }, mostTellingStatus(reported));
}

/** Opens the source of a subscription. Returns the errors that prevent it. */
async function start(
  { schema, document, operationName, request, contextValue }: Subscribing,
  report: ReportErrors,
): Promise<readonly GraphQLError[]> {
  const { subscription } = contextValue;
  if (subscription === undefined || document === undefined) return [notAcceptable()];
  const opened = subscription.open();
  if (!opened.ok) return [endError(opened.problem)];
  const stream = (subscription.stream = opened.value);
  const operation = { schema, document, operationName: operationName ?? null, variableValues: request.variables };
  const source = await createSourceEventStream({ ...operation, contextValue });
  if (!(Symbol.asyncIterator in source)) return (source.errors ?? []).map(toError);
  const fail = (error: GraphQLError): ExecutionResult => resultOf({ errors: [error] }, contextValue, report);
  const results = resultsOf(source, { stream, ...subscription }, { operation, report, fail });
  subscription.results = { position: positionOf(source), [Symbol.asyncIterator]: () => results };
  return [];
}

interface EventExecution {
  readonly operation: ExecutionArgs;
  readonly report: ReportErrors;
  /** Returns the result that ends a subscription with an error. */
  readonly fail: (error: GraphQLError) => ExecutionResult;
}

/** Executes the operation for each event, one after the other. The last result has the error that ended it, if any. */
async function* resultsOf(
  source: AsyncIterable<unknown>,
  { stream, contextOf }: Pick<SubscriptionRequest<GraphqlContext>, 'contextOf'> & { readonly stream: ChangeStream },
  { operation, report, fail }: EventExecution,
): AsyncGenerator<SubscriptionResult> {
  let failure: GraphQLError | undefined;
  try {
    for await (const rootValue of source) {
      if (stream.signal.aborted) break;
      // Each event has loaders of its own, which have loaded nothing before it.
      const contextValue = contextOf();
      const result = resultOf(await execute({ ...operation, rootValue, contextValue }), contextValue, report);
      yield { result, position: positionOf(rootValue) };
    }
    // The store has ended the feed.
    stream.end(streamEnds.stopping());
  } catch (error) {
    failure = toError(error);
  }
  const problem = stream.endedBy();
  const error = problem === undefined ? failure : endError(problem);
  if (error !== undefined) yield { result: fail(error) };
}

/** Returns a result with the errors as clients see them. */
const resultOf = (
  { errors, ...result }: ExecutionResult,
  context: GraphqlContext,
  report: ReportErrors,
): ExecutionResult =>
  errors === undefined ? result : ({ ...result, errors: report(errors, context) } as unknown as ExecutionResult);

function toError(error: unknown): GraphQLError {
  const lost = lostChanges(error instanceof GraphQLError ? error.originalError : error);
  if (lost !== undefined) return endError(lost);
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('unexpected', { originalError: error instanceof Error ? error : new Error(String(error)) });
}

const responseOf = (singleResult: object, status?: number): GraphQLResponse => ({
  http: { ...(status !== undefined && { status }), headers: new HeaderMap() },
  body: { kind: 'single', singleResult },
});
