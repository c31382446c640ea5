import type { Request, Response } from 'express';
import { codingFor, encoded, type Coding } from './content-coding.ts';
import { encodedEntityTag, isNotModifiedSince, matchingEntityTag, entityTagOf } from '../http/entity-tags.ts';
import { variantEntityTag } from './conditional.ts';
import { parseFlag, type QueryParameters } from './query.ts';
import { documentTypes, formsType } from './media-types.ts';
import type { HalResponse } from './request.ts';
import type { Links } from './render.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import type { Product } from '../util/product.ts';

export interface CacheSettings {
  /** Names the CURIE of documents that have none of their own. */
  readonly product: Product;
  /** The `Cache-Control` of what is read, where a reply does not say otherwise. */
  readonly cacheControl: string;
  /** Seconds until `Expires`; no such header when undefined. */
  readonly cacheExpires: number | undefined;
}

interface Pair {
  readonly request: Request;
  readonly response: Response;
}

export const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** A reply, and the media type that it is sent in. */
export interface NegotiatedReply {
  readonly reply: HalResponse;
  readonly type: string;
}

/** A reply as it goes over the wire. */
interface Representation {
  readonly type: string;
  readonly body: Buffer;
  readonly coding: Coding | undefined;
  /** Its entity tag, unquoted; and that of the same without the coding. */
  readonly etag: string;
  readonly uncodedTag: string;
}

/** Sends a reply: compressed, tagged, and 304 where the client has it already (RFC 9110 §13). */
export async function sendResponse(
  { request, response }: Pair,
  { reply, type }: NegotiatedReply,
  settings: CacheSettings,
): Promise<void> {
  const isPretty = parseFlag(request.query as QueryParameters, 'pretty');
  const representation = represent(
    request,
    completed(reply, { base: publicBaseUrlOf(response), type, curie: settings.product.curie }),
    { type, isPretty },
  );
  const known = isRead(request) && reply.status === 200 ? knownAs(request, reply, representation) : undefined;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.status < 300 && (isRead(request) || reply.etag !== undefined))
    response.setHeader('ETag', `"${known ?? representation.etag}"`);
  if (isRead(request)) setCaching(response, reply, settings);
  response.status(known === undefined ? reply.status : 304);
  if (known !== undefined || reply.body === undefined) response.end();
  else await sendBody({ request, response }, representation);
}

function setCaching(
  response: Response,
  { headers = {}, modified }: HalResponse,
  { cacheControl, cacheExpires }: CacheSettings,
): void {
  setVary(response, 'Accept, Authorization, Prefer, Accept-Encoding');
  if (isOver(modified)) response.setHeader('Last-Modified', modified.toUTCString());
  if ('cache-control' in headers) return;
  response.setHeader('Cache-Control', cacheControl);
  if (cacheExpires !== undefined)
    response.setHeader('Expires', new Date(Date.now() + cacheExpires * 1000).toUTCString());
}

/** What an answer depends on besides the URL: others may have said what they look at, such as `Origin`. */
function setVary(response: Response, names: string): void {
  if (response.hasHeader('vary')) response.vary(names);
  else response.setHeader('Vary', names);
}

function represent(
  request: Request,
  reply: HalResponse,
  { type, isPretty }: { readonly type: string; readonly isPretty: boolean },
): Representation {
  const body = Buffer.from(textOf(reply, isPretty));
  const uncodedTag = entityTag(reply, { type, body, isPlain: !isPretty });
  // A document as it comes is not compressed: clients compare the entity tag in the header with the one in its body.
  const coding = uncodedTag === reply.etag ? undefined : codingFor(request, body);
  const etag = coding === undefined ? uncodedTag : encodedEntityTag(uncodedTag, coding);
  return { type, body, coding, etag, uncodedTag };
}

async function sendBody({ request, response }: Pair, { type, body, coding }: Representation): Promise<void> {
  response.setHeader('Content-Type', type.includes('charset') ? type : `${type}; charset=utf-8`);
  if (coding !== undefined) response.setHeader('Content-Encoding', coding);
  const sent = coding === undefined ? body : await encoded(body, coding);
  response.setHeader('Content-Length', sent.length);
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/**
 * A document with the curies that say what its relations mean, prefixed or not, unless it has its own; and as HAL-FORMS
 * with its templates, also where there is none.
 */
function completed(
  reply: HalResponse,
  { base, type, curie }: { readonly base: string; readonly type: string; readonly curie: string },
): HalResponse {
  const { body } = reply;
  if (typeof body !== 'object' || body === null || !('_links' in body)) return reply;
  const links = body._links as Links;
  const curies = links['curies'] ?? [{ name: curie, href: `${base}/relations/{rel}`, templated: true }];
  const templates = type === formsType && !('_templates' in body) ? { _templates: {} } : {};
  return { ...reply, body: { ...body, _links: { ...links, curies }, ...templates } };
}

/** Whether the second is over in which something was changed last: no later change bears the same `Last-Modified`. */
const isOver = (modified: Date | undefined): modified is Date =>
  modified !== undefined && Math.floor(modified.getTime() / 1000) < Math.floor(Date.now() / 1000);

const textOf = ({ body }: HalResponse, isPretty: boolean): string =>
  typeof body === 'string' ? body : (JSON.stringify(body, null, isPretty ? 2 : undefined) ?? '');

/** A strong tag for each representation: of what is read as it comes, it is the document's own. */
function entityTag(
  { etag, isVariant = false }: HalResponse,
  { type, body, isPlain }: { readonly type: string; readonly body: Buffer; readonly isPlain: boolean },
): string {
  if (etag === undefined) return entityTagOf(type, body);
  return isVariant || !isPlain || type !== documentTypes[0] ? variantEntityTag(etag, type, body) : etag;
}

/**
 * The tag under which the client has it already, if it has: `If-None-Match` counts before `If-Modified-Since`
 * (RFC 9110 §13.2.2).
 */
function knownAs(
  request: Request,
  { modified }: HalResponse,
  { etag, uncodedTag }: Representation,
): string | undefined {
  const known = request.get('if-none-match');
  if (known?.trim() === '*') return etag;
  if (known !== undefined) return matchingEntityTag(known, uncodedTag);
  return isNotModifiedSince(request.get('if-modified-since'), modified) ? etag : undefined;
}
