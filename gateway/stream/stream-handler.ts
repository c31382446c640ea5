import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { negotiateResponseType } from '../../kit/graphql/http/negotiation.ts';
import { parametersOf } from '../../kit/graphql/http/request-parameters.ts';
import { requestType } from '../../kit/graphql/http/validate-request.ts';
import { sendStream } from '../../kit/http/event-stream.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { encodeStream, streamEncodings } from './stream-encoding.ts';
import { streamBegins, streamRequestOf, type StartedStream } from './stream-request.ts';

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
      httpGraphQLRequest: graphqlRequestOf(request),
      context: async () => context,
    });
    if (stream.started !== undefined) return sendParts(response, stream.started, streamHeartbeatMs).catch(next);
    await sendAnswer(response, answered);
  };
}

/** Returns a request as Apollo Server takes it. It would not subscribe by `GET`. */
const graphqlRequestOf = (request: Request): HTTPGraphQLRequest => ({
  method: 'POST',
  headers: new HeaderMap([...headersOf(request), ['content-type', requestType]]),
  search: '',
  body: parametersOf(request),
});

const headersOf = ({ headers }: Request): readonly [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]]));

async function sendParts(response: Response, { format, parts }: StartedStream, heartbeatMs: number): Promise<void> {
  const encoding = streamEncodings[format];
  const { heartbeat } = encoding;
  response.emit(streamBegins);
  encoding.setHeaders(response.status(200));
  await sendStream(response, encodeStream(parts, encoding), { heartbeatMs, heartbeat });
}

/** Sends an answer in one piece; as an event to a client that accepts nothing else. */
async function sendAnswer(response: Response, { status, headers, body }: HTTPGraphQLResponse): Promise<void> {
  if (body.kind !== 'complete') throw new Error('Apollo Server has sent an incremental response.');
  if (
    negotiateResponseType(response) === undefined &&
    streamRequestOf(response.req, response).formats[0] === 'event-stream'
  )
    return sendAsEvent(response, body.string);
  for (const [name, value] of headers) response.setHeader(name, value);
  response.status(status ?? 200).send(body.string);
}

function sendAsEvent(response: Response, text: string): void {
  const { setHeaders, part, end } = streamEncodings['event-stream'];
  setHeaders(response.status(200));
  response.end(part({ result: JSON.parse(text) as unknown }) + end);
}
