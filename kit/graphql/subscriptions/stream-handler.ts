import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { lastEventId, sendEventStream, type ServerSentEvent } from '../../http/event-stream.ts';
import type { OperationContext } from '../../resource/definition/context.ts';
import type { ServiceContext } from '../../resource/service-context.ts';
import type { ChangeStream } from '../../resource/streams/change-stream.ts';
import { streamSubject, type OpenStreams } from '../../resource/streams/open-streams.ts';
import { postRequestOf } from '../http/apollo-request.ts';
import { negotiateResponseType } from '../http/negotiation.ts';
import type { GraphqlContext } from '../request-context.ts';
import type { SubscriptionRequest, SubscriptionResult, SubscriptionResults } from './subscription-request.ts';

export interface StreamHandlerParts {
  readonly server: Pick<ApolloServer<GraphqlContext>, 'executeHTTPGraphQLRequest'>;
  readonly streams: OpenStreams;
  readonly authenticate: ServiceContext['authenticate'];
  /** Returns what creates the contexts of a request and of its events. */
  readonly contextsOf: (request: Request, response: Response) => Promise<() => GraphqlContext>;
  /** Returns the address that a request is counted against; undefined if a gateway has counted it. */
  countedAddress(request: Request): Promise<string | undefined>;
}

/**
 * Returns the handler of requests whose clients accept event streams. A subscription that has started is answered in
 * "distinct connections mode" of GraphQL over Server-Sent Events, everything else in one piece.
 */
export function streamHandler(parts: StreamHandlerParts): RequestHandler {
  const { server, streams, contextsOf, countedAddress } = parts;
  return async (request, response) => {
    const contextOf = await contextsOf(request, response);
    const { caller } = response.locals['context'] as OperationContext;
    const subject = await streamSubject(caller, () => countedAddress(request));
    const authenticate = () => parts.authenticate(request);
    const subscription: SubscriptionRequest<GraphqlContext> = {
      isSafe: request.method === 'GET',
      after: request.get(lastEventId) || undefined,
      contextOf,
      open: () => streams.open({ caller, subject, authenticate }),
    };
    try {
      const answered = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: postRequestOf(request),
        context: async () => ({ ...contextOf(), subscription }),
      });
      const { results } = subscription;
      if (results === undefined) await sendAnswer(response, answered, streams);
      else await sendResults(response, { ...subscription, results }, streams);
    } finally {
      subscription.stream?.end();
    }
  };
}

/** Sends the results of a subscription until it ends. */
async function sendResults(
  response: Response,
  { stream, results }: { readonly stream?: ChangeStream; readonly results: SubscriptionResults },
  { heartbeatMs }: OpenStreams,
): Promise<void> {
  response.once('close', () => stream?.end());
  if (results.position !== undefined) response.setHeader(lastEventId, results.position);
  await sendEventStream(response.status(200), eventsOf(results), { heartbeatMs });
}

async function* eventsOf(
  results: Iterable<SubscriptionResult> | AsyncIterable<SubscriptionResult>,
): AsyncGenerator<ServerSentEvent> {
  for await (const { result, position } of results)
    yield { event: 'next', data: JSON.stringify(result), ...(position !== undefined && { id: position }) };
  yield { event: 'complete', data: '' };
}

/** Sends a response in one piece; a result as an event if the client accepts nothing else. */
async function sendAnswer(
  response: Response,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  { heartbeatMs }: OpenStreams,
): Promise<void> {
  if (body.kind !== 'complete') throw new Error('Apollo Server has sent an incremental response.');
  if (status === 200 && negotiateResponseType(response) === undefined)
    return sendEventStream(response, eventsOf([{ result: JSON.parse(body.string) as SubscriptionResult['result'] }]), {
      heartbeatMs,
    });
  for (const [name, value] of headers) response.setHeader(name, value);
  response.status(status).send(body.string);
}
