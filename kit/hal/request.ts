import type { Request } from 'express';
import type { ServerSentEvent, StreamSettings } from '../http/event-stream.ts';
import type { RequestHead } from '../http/forwarded.ts';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import type { ChangeStream } from '../resource/streams/change-stream.ts';
import { malformed } from '../resource/common-problems.ts';
import type { Action } from '../resource/definition/actions.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { parseJsonText } from '../http/json-text.ts';
import { unsupportedMediaType } from './http-problems.ts';
import { bodyTypes, formsType, type MediaTypes } from './media-types.ts';
import type { QueryParameters } from './query.ts';
import type { Work } from '../http/rate-limit.ts';
import type { ItemTexts } from './item-text.ts';
import type { ResourceLocator } from './render.ts';

/** A request as every route receives it. */
export interface HalRequest {
  /** The absolute URL under which the client reaches the service, without a trailing slash. */
  readonly baseUrl: string;
  /** Decoded path parameters. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: QueryParameters;
  /** The path and query of the request, as they were sent. */
  readonly url: string;
  /** Returns a request header by its case-insensitive name. */
  header(name: string): string | undefined;
  /** The negotiated media type of the response; undefined when the client accepts none that the route produces. */
  readonly mediaType: string | undefined;
  /** Headers and peer address, for authentication and the client's address. */
  readonly head: RequestHead;
}

/** The parsed body of a request, undefined when it has none; or the problem with it. */
export type Body = Outcome<unknown>;

/** Whether the client prefers HAL-FORMS, which shows the available actions. */
export const wantsForms = ({ mediaType }: HalRequest): boolean => mediaType === formsType;

/**
 * Counts further requests against the caller's rate limit, for a request whose work is worth several. Returns a 429
 * problem if the quota was used up before.
 */
export type CountMore = (work: Work) => Promise<Problem | undefined>;

/** A request that can count as several. */
export interface CountedRequest extends HalRequest {
  readonly countMore: CountMore;
}

/**
 * A request to a resource as its routes receive it: with the service, the caller's context and the URLs of resources.
 */
export interface ResourceRequest extends CountedRequest {
  readonly service: ServiceContext;
  readonly context: OperationContext;
  readonly locator: ResourceLocator;
  readonly itemTexts: ItemTexts;
  /** Opens a stream of changes to the caller. */
  openStream(): Promise<Outcome<ChangeStream>>;
  /** Milliseconds without an event after which a stream has a heartbeat. */
  readonly heartbeatMs: number;
}

/** Server-sent events in place of a body. */
export interface EventStream extends StreamSettings {
  readonly events: AsyncIterable<ServerSentEvent>;
  /** The position where the events begin, for `Last-Event-ID`. */
  readonly position: string;
  /** Ends the stream. Idempotent. */
  end(): void;
}

/** A route's response. */
export interface HalResponse {
  readonly status: number;
  readonly body: unknown;
  /** The media type, if it is another one than was negotiated. */
  readonly type?: string;
  /** The document's entity tag, unquoted. Defaults to a hash of the body. */
  readonly etag?: string;
  /** Whether the body is not the document's default representation, so that it needs an entity tag of its own. */
  readonly isVariant?: boolean;
  /** The time of the last change, for `Last-Modified`. */
  readonly lastModified?: Date;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opens the stream that is sent instead of the body. */
  readonly stream?: () => Promise<Outcome<EventStream>>;
}

/** Handles a request to one method of a path. */
export interface Route<E extends HalRequest = ResourceRequest> {
  (request: E, body: Body): Promise<Outcome<HalResponse>>;
  /** The action that the route performs on the document of the path, if callers take turns at it. */
  readonly queued?: Action;
  /** Whether other services send these requests as parts of those in progress: it is served when others are refused. */
  readonly isInternal?: boolean;
}
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Methods<E extends HalRequest = ResourceRequest> = Readonly<Partial<Record<RouteMethod, Route<E>>>>;
/**
 * Path → a route per method, and the media types that they produce (by default those of documents). The first path that
 * matches a request handles it.
 *
 * @example
 * const routes: RouteTable = [['/venues/:id', { GET: getItem, DELETE: deleteItem }]];
 */
export type RouteTable<E extends HalRequest = ResourceRequest> = readonly (readonly [
  path: string,
  methods: Methods<E>,
  produces?: MediaTypes,
])[];

/** Returns a successful outcome with a 200 response. */
export const ok = (body: unknown, options: Partial<HalResponse> = {}): Outcome<HalResponse> =>
  succeed({ status: 200, body, ...options });

const jsonType = /^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i;

/**
 * Parses the body of a request. An empty body counts as none, even with a `Content-Type`. Fails with 415 for other
 * media types, and with 400 for invalid JSON, text that is not Unicode or more than `maxDepth` levels of nesting.
 */
export function parseBody(request: Request, maxDepth: number): Body {
  const text: unknown = request.body;
  if (typeof text !== 'string' || text.trim() === '') return succeed(undefined);
  const type = request.headers['content-type'] ?? '';
  const essence = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!jsonType.test(type) || !bodyTypes.includes(essence)) {
    const fault = type === '' ? 'Content-Type is missing' : `Content-Type ${JSON.stringify(type)} is not supported`;
    return fail(unsupportedMediaType(`${fault}; send one of ${bodyTypes.join(', ')}`));
  }
  if (jsonDepth(text) > maxDepth)
    return fail(malformed(`the request body nests objects and arrays more than ${maxDepth} levels deep`));
  const parsed = parseJsonText(text);
  return 'fault' in parsed ? fail(malformed(`the request body ${parsed.fault}`)) : succeed(parsed.value);
}

/** Returns how deeply objects and arrays are nested in a JSON text, in one pass and without parsing it. */
export function jsonDepth(text: string): number {
  let [depth, maxDepth, isQuoted] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted && character === '\\') index++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '{' || character === '[')) maxDepth = Math.max(maxDepth, ++depth);
    else if (!isQuoted && (character === '}' || character === ']')) depth--;
  }
  return maxDepth;
}

/** Returns the body, or a 400 problem when there is none. */
export function requireBody(body: Body): Outcome<unknown> {
  if (!body.ok || body.value !== undefined) return body;
  return fail(malformed('a request body is required: a JSON object with a member for each field'));
}
