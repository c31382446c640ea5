import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { RequestHandler, Response } from 'express';
import { postRequestOf } from '../../kit/graphql/http/apollo-request.ts';
import { negotiateResponseType } from '../../kit/graphql/http/negotiation.ts';
import { sendStream } from '../../kit/http/event-stream.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import type { StreamFormat } from '../../kit/graphql/http/stream-format.ts';
import { encodeStream, streamEncodings, type StreamPart } from './stream-encoding.ts';
import { streamBegins, streamRequestOf } from './stream-request.ts';

export interface StreamHandlerParts {
  readonly server: Pick<ApolloServer<GatewayRequestContext>, 'executeHTTPGraphQLRequest'>;
  readonly contextOf: (response: Response) => GatewayRequestContext;
  /** Milliseconds without other data after which a client is sent a heartbeat. */
  readonly streamHeartbeatMs: number;
}

/**
 * Returns the handler of requests whose clients accept streams. Their operations pass the same checks as all others, and
 * are answered in one piece unless execution has started a stream.
 */
export function streamHandler({ server, contextOf, streamHeartbeatMs }: StreamHandlerParts): RequestHandler {
  return async (request, response, next) => {
    const stream = streamRequestOf(request, response);
    const context: GatewayRequestContext = { ...contextOf(response), stream };
    const answered = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: postRequestOf(request),
      context: async () => context,
    });
    if (stream.started === undefined) return sendAnswer(response, answered);
    const { format, parts } = stream.started;
    await sendParts(response, { format, parts: parts(resultIn(answered)) }, streamHeartbeatMs).catch(next);
  };
}

interface SentStream {
  readonly format: StreamFormat;
  readonly parts: AsyncIterator<StreamPart>;
}

async function sendParts(response: Response, { format, parts }: SentStream, heartbeatMs: number): Promise<void> {
  const encoding = streamEncodings[format];
  const { heartbeat } = encoding;
  response.emit(streamBegins);
  encoding.setHeaders(response.status(200));
  await sendStream(response, encodeStream(parts, encoding), { heartbeatMs, heartbeat });
}

/** Returns the result in an answer in one piece. */
const resultIn = (answered: HTTPGraphQLResponse) => JSON.parse(textOf(answered)) as Readonly<Record<string, unknown>>;

function textOf({ body }: HTTPGraphQLResponse): string {
  if (body.kind !== 'complete') throw new Error('Apollo Server has sent an incremental response.');
  return body.string;
}

/** Sends an answer in one piece; as an event to a client that accepts nothing else. */
function sendAnswer(response: Response, answered: HTTPGraphQLResponse): void {
  const { status, headers } = answered;
  if (
    negotiateResponseType(response) === undefined &&
    streamRequestOf(response.req, response).formats[0] === 'event-stream'
  )
    return sendAsEvent(response, resultIn(answered));
  for (const [name, value] of headers) response.setHeader(name, value);
  response.status(status ?? 200).send(textOf(answered));
}

function sendAsEvent(response: Response, result: unknown): void {
  const { setHeaders, part, end } = streamEncodings['event-stream'];
  setHeaders(response.status(200));
  response.end(part({ result }) + end);
}
