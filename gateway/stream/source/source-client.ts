import { Agent, request as send, type Dispatcher } from 'undici';
import { z } from 'zod';
import { eventStreamType, lastEventId } from '../../../kit/http/event-stream.ts';
import { parseJson } from '../../../kit/util/parse-json.ts';
import type { FetchRequest } from '../../execute/program/run.ts';
import type { ClientRequest } from '../../serve/request-context.ts';
import {
  headersOf,
  keepChallenges,
  retryAfterOf,
  type Endpoint,
  type ServiceClientParts,
} from '../../serve/service-client.ts';
import { failure, type SubgraphResult } from '../../execute/response/subgraph-result.ts';
import { parseResponse } from '../../serve/subgraph-response.ts';
import { createEventParser, EventTooLargeError, type ReceivedEvent } from './event-parser.ts';

/** The events of a service, in "distinct connections mode" of GraphQL over Server-Sent Events. */
export interface EventSource {
  /** The URL of the endpoint that sends them. */
  readonly url: string;
  /** The position where the events begin; undefined if the service cannot send those after a position. */
  readonly position: string | undefined;
  /** Ends when the service ends it. @throws when the connection fails, or an event is too large */
  readonly events: AsyncIterable<ReceivedEvent>;
  /** Returns the response in an event. */
  readonly read: (data: string) => SubgraphResult;
  /** Closes the connection. Idempotent. */
  close(): void;
}

/** The events of a service, or its response that there are none. */
export type OpenedSource = { readonly kind: 'source'; readonly source: EventSource } | SubgraphResult;

/** Opens event streams of services. Never rejects. */
export interface SourceClient {
  /** @param after the position after which events are wanted; undefined wants those from now on */
  open(request: FetchRequest, origin: ClientRequest, after?: string): Promise<OpenedSource>;
  /** Closes all streams. Idempotent. */
  close(): Promise<void>;
}

export interface SourceClientParts extends Omit<ServiceClientParts, 'client'> {
  /** The milliseconds for which an event stream may be silent. */
  readonly silenceMs: number;
  /** The most characters of one event. */
  readonly maxEventLength: number;
}

interface Opening extends SourceClientParts, ClientRequest {
  readonly request: FetchRequest;
  readonly after: string | undefined;
  readonly dispatcher: Dispatcher;
}

const connectTimeoutMs = 2000;

/** Creates the client. Its connections are its own: an open stream takes none from ordinary requests. */
export function createSourceClient(parts: SourceClientParts): SourceClient {
  const dispatcher = new Agent({
    pipelining: 1,
    headersTimeout: parts.timeoutMs,
    bodyTimeout: parts.silenceMs,
    connect: { timeout: connectTimeoutMs },
  });
  return {
    open: async (request, origin, after) => {
      const opened = await openWithRediscovery({ ...parts, ...origin, request, after, dispatcher });
      if (opened.kind !== 'source' && opened.retryAfter !== undefined)
        origin.context.setRetryAfter(Math.min(opened.retryAfter, parts.maxRetryAfterSeconds));
      return opened;
    },
    close: () => dispatcher.destroy(),
  };
}

/** Opens a stream and, if the service is unavailable, discovers it again, and tries once more if it has moved. */
async function openWithRediscovery(opening: Opening): Promise<OpenedSource> {
  const { service } = opening.request;
  const endpoint = opening.endpointOf(service);
  const opened = await openAt(opening, endpoint);
  const isAway = opened.kind === 'failure' && opened.code === 'SERVICE_UNAVAILABLE' && opened.cause !== 'spared';
  if (!isAway || opening.context.signal?.aborted) return opened;
  await opening.onFailure(service, opened.reason);
  const current = opening.endpointOf(service);
  return current?.url === undefined || current.url === endpoint?.url ? opened : openAt(opening, current);
}

async function openAt(opening: Opening, endpoint: Endpoint | undefined): Promise<OpenedSource> {
  const { url, guest = true } = endpoint ?? {};
  if (url === undefined) return failure('SERVICE_UNAVAILABLE', 'no URL of its GraphQL endpoint is known');
  const headers = {
    ...(await headersOf(opening, { identity: opening.identity, guest })),
    accept: `${eventStreamType}, application/json;q=0.9`,
    ...(opening.after !== undefined && { [lastEventId]: opening.after }),
  };
  let source: EventSource | undefined;
  const result = await opening.guard({
    url,
    isRepeatable: true,
    timeoutMs: opening.timeoutMs,
    signal: opening.context.signal,
    attempt: async () => {
      const opened = await attempt(opening, { url, guest, headers });
      if (opened.kind !== 'source') return opened;
      ({ source } = opened);
      return { kind: 'response', response: { data: null } };
    },
  });
  return source === undefined ? result : { kind: 'source', source };
}

interface Attempt {
  readonly url: string;
  readonly guest: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

async function attempt(opening: Opening, { url, guest, headers }: Attempt): Promise<OpenedSource> {
  const { request, context, dispatcher, identity, maxEventLength } = opening;
  const { service, body } = request;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  context.signal?.addEventListener('abort', abort, { once: true });
  if (context.signal?.aborted) abort();
  try {
    const response = await send(url, { dispatcher, method: 'POST', headers, body, signal: controller.signal });
    const { statusCode: status, headers: received } = response;
    if (!guest) {
      identity.learnTime(service, received['date']);
      keepChallenges({ status, headers: received }, context);
    }
    const read = (text: string): SubgraphResult =>
      parseResponse({ kind: 'response', status, headers: received, text, json: () => parseJson(text) }, request, guest);
    const [position, events] = [received[lastEventId]?.toString(), eventsOf(response.body, maxEventLength)];
    if (status === 200 && String(received['content-type']).startsWith(eventStreamType))
      return { kind: 'source', source: { url, position, events, read, close: abort } };
    const retryAfter = guest ? undefined : retryAfterOf({ status, headers: received });
    const parsed = read(await textOf(response.body, maxEventLength));
    return noStream(parsed, retryAfter);
  } catch (error) {
    return failure('SERVICE_UNAVAILABLE', reasonOf(error), 'connection');
  } finally {
    context.signal?.removeEventListener('abort', abort);
  }
}

/** Returns the response of a service that sends no events: it must have errors. */
function noStream(parsed: SubgraphResult, retryAfter: number | undefined): SubgraphResult {
  const hasErrors = parsed.kind === 'failure' || (parsed.response.errors ?? []).length > 0;
  if (!hasErrors) return failure('SERVICE_UNAVAILABLE', 'it responds to a subscription without a stream', 'service');
  return { ...parsed, ...(retryAfter !== undefined && { retryAfter }) };
}

async function* eventsOf(body: AsyncIterable<Uint8Array>, maxLength: number): AsyncIterable<ReceivedEvent> {
  const [decoder, parse] = [new TextDecoder(), createEventParser(maxLength)];
  for await (const chunk of body) yield* parse(decoder.decode(chunk, { stream: true }));
}

async function textOf(body: AsyncIterable<Uint8Array>, maxLength: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxLength) throw new EventTooLargeError(`the response exceeds ${maxLength} characters`);
  }
  return text;
}

const errorShape = z.object({ message: z.string(), code: z.string().optional() });

/** Returns why a connection failed. Errors may come from another realm, where `instanceof Error` fails. */
export function reasonOf(error: unknown): string {
  const { message = 'unknown', code } = errorShape.safeParse(error).data ?? {};
  return code ?? message;
}
