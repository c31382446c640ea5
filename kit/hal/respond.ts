import type { Request, Response } from 'express';
import { leaveUncoded } from './compress.ts';
import { isUnmodified, knownTag, tagOf, variantTag } from './conditional.ts';
import { readFlag, type Parameters } from './query.ts';
import { documentTypes, type Reply } from './exchange.ts';
import { notAcceptable } from './http-problems.ts';
import { sendProblem } from './problem-document.ts';
import type { Links } from './render.ts';
import { outwardOf } from '../wire/web.ts';

export interface ReplySettings {
  /** The `Cache-Control` of what is read. */
  readonly cacheControl: string;
  /** Seconds until `Expires`; no such header when undefined. */
  readonly cacheExpires: number | undefined;
}

const isDocument = (type: string): boolean => documentTypes.some((each) => each === type);

/** The media type that the client wants most, of those that the reply can have; undefined when there is none. */
function mediaType(request: Request, reply: Reply): string | undefined {
  const wanted = reply.type ?? 'application/hal+json';
  const types = isDocument(wanted) ? [wanted, ...documentTypes.filter((type) => type !== wanted)] : [wanted];
  const type = request.accepts(types);
  if (type !== false) return type;
  return reply.type === undefined ? undefined : reply.type;
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

function setCaching(response: Response, { cacheControl, cacheExpires }: ReplySettings): void {
  response.set('Cache-Control', cacheControl);
  response.vary('Accept, Authorization, Prefer');
  if (cacheExpires !== undefined) response.set('Expires', new Date(Date.now() + cacheExpires * 1000).toUTCString());
}

/** Sends a reply: negotiated, tagged, and 304 where the client has it already (RFC 9110 §13). */
export function sendReply(
  { request, response }: { request: Request; response: Response },
  reply: Reply,
  settings: ReplySettings,
): void {
  const type = mediaType(request, reply);
  if (type === undefined) {
    return sendProblem(response, notAcceptable(`send Accept with one of ${documentTypes.join(', ')}`), {
      instance: request.originalUrl,
    });
  }
  const text = textOf(withCuries(reply, outwardOf(response)), request);
  const etag = entityTag(reply, { type, text, isPlain: !readFlag(request.query as Parameters, 'pretty') });
  if (etag === reply.etag) leaveUncoded(response);
  response.set(reply.headers ?? {});
  if (reply.status < 300 && (isRead(request) || reply.etag !== undefined)) response.set('ETag', `"${etag}"`);
  if (isRead(request) && isOver(reply.modified)) response.set('Last-Modified', reply.modified.toUTCString());
  if (isRead(request)) setCaching(response, settings);
  const known = isRead(request) && reply.status === 200 ? currentTag(request, reply, etag) : undefined;
  if (known !== undefined) {
    response.set('ETag', `"${known}"`).status(304).end();
    return;
  }
  if (reply.body === undefined) response.status(reply.status).end();
  else response.status(reply.status).type(type).send(text);
}

/** A document with the curies that say what its relations mean, prefixed or not. */
function withCuries(reply: Reply, base: string): Reply {
  const { body } = reply;
  if (typeof body !== 'object' || body === null || !('_links' in body)) return reply;
  const curies = [{ name: 'eb', href: `${base}/relations/{rel}`, templated: true }];
  return { ...reply, body: { ...body, _links: { ...(body._links as Links), curies } } };
}

/** Whether the second is over in which something was changed last: no later change bears the same `Last-Modified`. */
const isOver = (modified: Date | undefined): modified is Date =>
  modified !== undefined && Math.floor(modified.getTime() / 1000) < Math.floor(Date.now() / 1000);

function textOf({ body }: Reply, request: Request): string {
  if (typeof body === 'string') return body;
  return JSON.stringify(body, null, readFlag(request.query as Parameters, 'pretty') ? 2 : undefined) ?? '';
}

/** A strong tag for each representation: of what is read as it comes, it is the document's own. */
function entityTag(
  { etag, isVariant = false }: Reply,
  { type, text, isPlain }: { readonly type: string; readonly text: string; readonly isPlain: boolean },
): string {
  if (etag === undefined) return tagOf(text);
  return isVariant || !isPlain || type !== documentTypes[0] ? variantTag(etag, `${type}\n${text}`) : etag;
}

/**
 * The tag under which the client has it already, if it has: `If-None-Match` counts before `If-Modified-Since`
 * (RFC 9110 §13.2.2).
 */
function currentTag(request: Request, { modified }: Reply, etag: string): string | undefined {
  const known = request.get('if-none-match');
  if (known !== undefined) return knownTag(known, etag);
  return isUnmodified(request.get('if-modified-since'), modified) ? etag : undefined;
}
