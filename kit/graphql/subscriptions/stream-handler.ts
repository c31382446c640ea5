import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { lastEventId, sendEventStream, type ServerSentEvent } from '../../http/event-stream.ts';
import type { ServiceContext } from '../../resource/service-context.ts';
import { withJitter } from '../../util/backoff.ts';
import { postRequestOf } from '../http/apollo-request.ts';
import { negotiateResponseType } from '../http/negotiation.ts';
import type { GraphqlContext } from '../request-context.ts';
import { subscriptionEnds } from './endings.ts';
import {
  createSubscriptionRequest,
  type SubscriptionRequest,
  type SubscriptionResult,
} from './subscription-request.ts';
import { watchRights } from './watch-rights.ts';

/** The lifetime of subscriptions. */
export interface SubscriptionLifetime {
  /** Milliseconds without an event after which a heartbeat is sent. */
  readonly heartbeatMs: number;
  /** The longest time that a subscription is open, in milliseconds. */
  readonly maxAgeMs: number;
  /** The most milliseconds between two checks of the caller's rights. */
  readonly checkMs: number;
}

export interface StreamHandlerParts extends SubscriptionLifetime {
  readonly server: Pick<ApolloServer<GraphqlContext>, 'executeHTTPGraphQLRequest'>;
  readonly authenticate: ServiceContext['authenticate'];
  /** Returns what creates the contexts of a request and of its events. */
  readonly contextsOf: (request: Request, response: Response) => Promise<() => GraphqlContext>;
  /** Returns whom the subscription of a request is counted against; undefined if it does not count. */
  readonly subjectOf: (request: Request, response: Response) => Promise<string | undefined>;
}

/**
 * Returns the handler of requests whose clients accept event streams. A subscription that has started is answered in
 * "distinct connections mode" of GraphQL over Server-Sent Events, everything else in one piece.
 */
export function streamHandler(parts: StreamHandlerParts): RequestHandler {
  const { server, contextsOf, subjectOf } = parts;
  return async (request, response) => {
    const contextOf = await contextsOf(request, response);
    const subject = await subjectOf(request, response);
    const after = request.get(lastEventId) || undefined;
    const subscription = createSubscriptionRequest({ isSafe: request.method === 'GET', subject, after, contextOf });
    try {
      const answered = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: postRequestOf(request),
        context: async () => ({ ...contextOf(), subscription }),
      });
      if (subscription.results === undefined) await sendAnswer(response, answered, parts);
      else await sendResults(response, { ...subscription, results: subscription.results }, parts);
    } finally {
      subscription.end();
    }
  };
}

/** Sends the results of a subscription until it ends. */
async function sendResults(
  response: Response,
  subscription: Required<SubscriptionRequest<GraphqlContext>>,
  { authenticate, heartbeatMs, maxAgeMs, checkMs }: StreamHandlerParts,
): Promise<void> {
  const { caller } = subscription.contextOf().context;
  const rights = watchRights(subscription, { caller, checkMs, authenticate: () => authenticate(response.req) });
  const age = setTimeout(() => subscription.end(subscriptionEnds.age()), withJitter(maxAgeMs)).unref();
  response.once('close', () => subscription.end());
  const { position } = subscription.results;
  if (position !== undefined) response.setHeader(lastEventId, position);
  try {
    await sendEventStream(response.status(200), eventsOf(subscription.results), { heartbeatMs });
  } finally {
    clearTimeout(age);
    await rights.close();
  }
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
  { heartbeatMs }: SubscriptionLifetime,
): Promise<void> {
  if (body.kind !== 'complete') throw new Error('Apollo Server has sent an incremental response.');
  if (status === 200 && negotiateResponseType(response) === undefined)
    return sendEventStream(response, eventsOf([{ result: JSON.parse(body.string) as SubscriptionResult['result'] }]), {
      heartbeatMs,
    });
  for (const [name, value] of headers) response.setHeader(name, value);
  response.status(status).send(body.string);
}
