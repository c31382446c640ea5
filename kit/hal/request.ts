import type { Request } from 'express';
import type { RequestHead } from '../http/forwarded.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { malformed } from '../resource/common-problems.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { unsupportedMediaType } from './http-problems.ts';
import { formsType, htmlType, type MediaTypes } from './media-types.ts';
import type { QueryParameters } from './query.ts';
import type { ResourceLocator } from './render.ts';

/** One request, as every route sees it. */
export interface HalRequest {
  /** The absolute URL, without a slash at the end, under which the client sees the part. */
  readonly baseUrl: string;
  /** Path parameters. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: QueryParameters;
  header(name: string): string | undefined;
  /** The media type of the response, negotiated once; undefined where the client accepts none that the route produces. */
  readonly mediaType: string | undefined;
  /** Where the request comes from. */
  readonly sent: RequestHead;
}

/** The parsed body of a request, which is read after its caller is admitted; undefined where there is none. */
export type Body = Outcome<unknown>;

/** Whether the client wants to see what the caller may do now: HAL-FORMS. */
export const wantsForms = ({ mediaType }: HalRequest): boolean => mediaType === formsType;
/** Whether the client wants a page for people rather than JSON. */
export const wantsHtml = ({ mediaType }: HalRequest): boolean => mediaType === htmlType;

/** One request to a resource, as its routes see it: also who asks, and where things are. */
export interface ResourceRequest extends HalRequest {
  readonly service: ServiceContext;
  readonly context: OperationContext;
  readonly places: ResourceLocator;
}

/** What a route answers. */
export interface HalResponse {
  readonly status: number;
  readonly body: unknown;
  /** Unquoted; the body's own hash if not given. */
  readonly etag?: string;
  /** Whether it is another representation of what the entity tag is of: then it gets one of its own. */
  readonly isVariant?: boolean;
  /** When it was changed last. */
  readonly modified?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route<E extends HalRequest = ResourceRequest> = (exchange: E, body: Body) => Promise<Outcome<HalResponse>>;
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Methods<E extends HalRequest = ResourceRequest> = Readonly<Partial<Record<RouteMethod, Route<E>>>>;
/**
 * Path → what each method does there, and which media types it produces: those of documents if not given. The first path
 * that matches a request has it.
 */
export type RouteTable<E extends HalRequest = ResourceRequest> = readonly (readonly [
  path: string,
  methods: Methods<E>,
  produces?: MediaTypes,
])[];

export const ok = (body: unknown, more: Partial<HalResponse> = {}): Outcome<HalResponse> =>
  succeed({ status: 200, body, ...more });

const accepted = /^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i;
const taken = [
  'application/json',
  'application/hal+json',
  'application/merge-patch+json',
  'application/prs.hal-forms+json',
];

/** The body of a request that may have none (`Content-Length: 0` with a content type is none too). */
export function parseBody(request: Request, maxDepth: number): Body {
  const text: unknown = request.body;
  if (typeof text !== 'string' || text.trim() === '') return succeed(undefined);
  const type = request.headers['content-type'] ?? '';
  const essence = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!accepted.test(type) || !taken.includes(essence)) {
    const what = type === '' ? 'the body has no Content-Type' : `the body is ${JSON.stringify(type)}`;
    return fail(unsupportedMediaType(`${what}; send one of ${taken.join(', ')}`));
  }
  if (depthOf(text) > maxDepth)
    return fail(malformed(`the body has more than ${maxDepth} objects and arrays within each other`));
  try {
    return succeed(JSON.parse(text) as unknown);
  } catch {
    return fail(malformed('the body is not JSON'));
  }
}

/** How deep objects and arrays stand within each other in a JSON text, looked at before it is parsed: one pass. */
export function depthOf(text: string): number {
  let [depth, deepest, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted && character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '{' || character === '[')) deepest = Math.max(deepest, ++depth);
    else if (!isQuoted && (character === '}' || character === ']')) depth--;
  }
  return deepest;
}

/** The body, which must be there. */
export function requireBody(body: Body): Outcome<unknown> {
  if (!body.ok || body.value !== undefined) return body;
  return fail(malformed('a body is needed here: a JSON object with a member for each field'));
}
