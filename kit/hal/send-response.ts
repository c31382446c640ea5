import type { Request, Response } from 'express';
import type { ExpressContext } from './express-context.ts';
import { negotiateCoding, encodeBody, type Coding } from './content-coding.ts';
import { encodedEntityTag, entityTagOf } from '../http/entity-tags.ts';
import { variantEntityTag } from './conditional.ts';
import { isFlagSet } from './flags.ts';
import type { QueryParameters } from './query.ts';
import { preconditionFailed } from './http-problems.ts';
import { documentTypes, formsType } from './media-types.ts';
import { sendProblem } from './problem-details.ts';
import { prefersPage, renderPage } from './page-response.ts';
import { evaluateReadPreconditions, type ReadPreconditions } from './read-preconditions.ts';
import type { HalResponse } from './request.ts';
import type { Links } from './render.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { pageType } from '../http/page.ts';
import { stringify } from '../util/json-fragment.ts';
import type { Product } from '../util/product.ts';

/** The headers and links that every response to a read has. */
export interface CacheSettings {
  /** The product whose CURIE is added to documents without `curies`. */
  readonly product: Product;
  /** The default `Cache-Control` of responses to GET and HEAD. */
  readonly cacheControl: string;
  /** Seconds until `Expires`; the header is omitted when undefined. */
  readonly cacheExpires: number | undefined;
}

/** Whether the method is GET or HEAD. */
export const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** A route's response, and the media type negotiated for it. */
export interface NegotiatedResponse {
  readonly halResponse: HalResponse;
  readonly type: string;
}

/** A response as it is sent. */
interface Representation {
  readonly type: string;
  readonly body: Buffer;
  readonly coding: Coding | undefined;
  /** The entity tag, unquoted, with and without the suffix of the content coding. */
  readonly etag: string;
  readonly uncodedTag: string;
}

/**
 * Sends a response, compressed and with an entity tag. A read gets 304 when the client's copy is current, and 412 when a
 * precondition fails (RFC 9110 §13).
 */
export async function sendResponse(
  { request, response }: ExpressContext,
  { halResponse, type: negotiatedType }: NegotiatedResponse,
  settings: CacheSettings,
): Promise<void> {
  const { status, headers = {}, etag, body, type = negotiatedType } = halResponse;
  const isPretty = isFlagSet(request.query as QueryParameters, 'pretty');
  const completed = {
    ...halResponse,
    body: completeDocument(body, { base: publicBaseUrlOf(response), type, product: settings.product }),
  };
  const representation = toPage(response, completed, represent(request, completed, { type, isPretty }));
  const preconditions = evaluatePreconditions(request, halResponse, representation);
  if (preconditions.kind === 'failed') return sendProblem(response, preconditionFailed(preconditions.detail));
  const cachedTag = preconditions.kind === 'notModified' ? preconditions.etag : undefined;
  for (const [name, value] of Object.entries(headers)) response.set(name, value);
  if (status < 300 && (isRead(request) || etag !== undefined))
    response.set('ETag', `"${cachedTag ?? representation.etag}"`);
  if (isRead(request)) setCaching(response, halResponse, settings);
  response.status(cachedTag === undefined ? status : 304);
  if (cachedTag !== undefined || body === undefined) response.end();
  else await sendBody(response, representation);
}

function setCaching(
  response: Response,
  { headers = {}, lastModified }: HalResponse,
  { cacheControl, cacheExpires }: CacheSettings,
): void {
  response.vary('Accept, Authorization, Prefer, Accept-Encoding');
  if (lastModified !== undefined) response.set('Last-Modified', notInFuture(lastModified).toUTCString());
  if ('cache-control' in headers) return;
  response.set('Cache-Control', cacheControl);
  if (cacheExpires !== undefined) response.set('Expires', new Date(Date.now() + cacheExpires * 1000).toUTCString());
}

function represent(
  request: Request,
  halResponse: HalResponse,
  { type, isPretty }: { readonly type: string; readonly isPretty: boolean },
): Representation {
  const body = Buffer.from(serialize(withStatus(request, halResponse), isPretty));
  const isTaggedAsSent = isRead(request) || halResponse.etag === undefined;
  const content = (): Buffer => (isTaggedAsSent ? body : Buffer.from(serialize(halResponse, isPretty)));
  const uncodedTag = entityTag(halResponse, { type, content, isPretty });
  // A document's default representation is not compressed: clients compare its ETag header with the _etag in its body.
  const coding = uncodedTag === halResponse.etag ? undefined : negotiateCoding(request, body);
  return withEncodedTag({ type, body, coding, uncodedTag });
}

/** Returns the page that shows a representation if the client prefers pages. It has an entity tag of its own. */
function toPage(response: Response, halResponse: HalResponse, json: Representation): Representation {
  if (!prefersPage(response)) return json;
  const { req: request } = response;
  const headers = { ...halResponse.headers, 'content-type': json.type, etag: `"${json.uncodedTag}"` };
  const page = renderPage(response, { ...withStatus(request, halResponse), headers });
  if (page === undefined) return json;
  const body = Buffer.from(page);
  const uncodedTag = entityTag(halResponse, { type: pageType, content: () => body, isPretty: false });
  return withEncodedTag({ type: pageType, body, coding: negotiateCoding(request, body), uncodedTag });
}

const withEncodedTag = (representation: Omit<Representation, 'etag'>): Representation => {
  const { coding, uncodedTag } = representation;
  return { ...representation, etag: coding === undefined ? uncodedTag : encodedEntityTag(uncodedTag, coding) };
};

/**
 * Adds `_status: "OK"`, which older clients read, to a HAL document in the response to a successful write. It is no part
 * of the representation that the entity tag identifies.
 */
function withStatus(request: Request, halResponse: HalResponse): HalResponse {
  const { body, status } = halResponse;
  const isHal = typeof body === 'object' && body !== null && '_links' in body;
  return isRead(request) || status >= 300 || !isHal
    ? halResponse
    : { ...halResponse, body: { _status: 'OK', ...body } };
}

/** Sends the body. Express's `send` would evaluate the preconditions once more, with dates that are no HTTP-dates. */
async function sendBody(response: Response, { type, body, coding }: Representation): Promise<void> {
  response.set('Content-Type', type.includes('charset') ? type : `${type}; charset=utf-8`);
  if (coding !== undefined) response.set('Content-Encoding', coding);
  const content = coding === undefined ? body : await encodeBody(body, coding);
  response.set('Content-Length', String(content.length)).end(content);
}

/**
 * Adds to a HAL document the `curies` that document its relations, unless it has its own, and in HAL-FORMS an empty
 * `_templates` where there is none.
 */
export function completeDocument(
  body: unknown,
  { base, type, product }: { readonly base: string; readonly type: string | undefined; readonly product: Product },
): unknown {
  if (typeof body !== 'object' || body === null || !('_links' in body)) return body;
  const links = body._links as Links;
  const curies = links['curies'] ?? [{ name: product.curie, href: `${base}/relations/{rel}`, templated: true }];
  const templates = type === formsType && !('_templates' in body) ? { _templates: {} } : {};
  return { ...body, _links: { ...links, curies }, ...templates };
}

/** `Last-Modified` must not be later than `Date` (RFC 9110 §8.8.2.1). */
const notInFuture = (date: Date): Date => new Date(Math.min(date.getTime(), Date.now()));

const serialize = ({ body }: HalResponse, isPretty: boolean): string =>
  typeof body === 'string' ? body : ((isPretty ? JSON.stringify(body, null, 2) : stringify(body)) ?? '');

/** Returns a strong tag for the representation: the document's own tag for its default representation. */
function entityTag(
  { etag, isVariant = false }: HalResponse,
  { type, content, isPretty }: { readonly type: string; readonly content: () => Buffer; readonly isPretty: boolean },
): string {
  if (etag === undefined) return entityTagOf(type, content());
  return isVariant || isPretty || type !== documentTypes[0] ? variantEntityTag(etag, type, content()) : etag;
}

/** Evaluates the preconditions of a read. Those of writes are evaluated with the write. */
function evaluatePreconditions(
  request: Request,
  { status, etag: documentTag, lastModified }: HalResponse,
  { etag, uncodedTag }: Representation,
): ReadPreconditions {
  if (!isRead(request) || status !== 200) return { kind: 'hold' };
  return evaluateReadPreconditions((name) => request.get(name), { etag, uncodedTag, documentTag, lastModified });
}
