import type { Request, Response } from 'express';
import { compressed } from './compress.ts';
import { isUnmodified, knownTag, tagOf, variantTag } from './conditional.ts';
import { readFlag, type Parameters } from './query.ts';
import { documentTypes, type Reply } from './exchange.ts';
import { notAcceptable } from './http-problems.ts';
import { choiceOf, type Choice } from './negotiate.ts';
import { sendProblem } from './problem-document.ts';
import type { Links } from './render.ts';
import { outwardOf } from '../wire/web.ts';

export interface ReplySettings {
  /** The `Cache-Control` of what is read. */
  readonly cacheControl: string;
  /** Seconds until `Expires`; no such header when undefined. */
  readonly cacheExpires: number | undefined;
}

/** How clients choose among the representations of a document, by the one that they get if they do not say. */
const choices: ReadonlyMap<string, Choice<string>> = new Map(
  documentTypes.map((first) => [first, choiceOf([first, ...documentTypes.filter((type) => type !== first)])]),
);

/** The media type that the client wants most, of those that the reply can have; undefined when there is none. */
function mediaType({ headers }: Request, { type }: Reply): string | undefined {
  const choose = choices.get(type ?? documentTypes[0]);
  return choose?.(headers.accept) ?? type;
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** What a response says of how it may be kept. */
function setCaching(response: Response, { cacheControl, cacheExpires }: ReplySettings): void {
  response.setHeader('Cache-Control', cacheControl);
  if (cacheExpires !== undefined)
    response.setHeader('Expires', new Date(Date.now() + cacheExpires * 1000).toUTCString());
}

/** What answers depend on besides the URL; some were told before, such as `Origin`. */
function setVary(response: Response, names: string): void {
  if (response.hasHeader('vary')) response.vary(names);
  else response.setHeader('Vary', names);
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
  const isPretty = readFlag(request.query as Parameters, 'pretty');
  const text = textOf(withCuries(reply, outwardOf(response)), isPretty);
  const etag = entityTag(reply, { type, text, isPlain: !isPretty });
  // A document as it comes is not coded: its entity tag in the header is the one in its body, as clients compare them.
  const isCoded = etag !== reply.etag;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.status < 300 && (isRead(request) || reply.etag !== undefined)) response.setHeader('ETag', `"${etag}"`);
  if (isRead(request)) {
    if (isOver(reply.modified)) response.setHeader('Last-Modified', reply.modified.toUTCString());
    setCaching(response, settings);
    setVary(response, isCoded ? 'Accept, Authorization, Prefer, Accept-Encoding' : 'Accept, Authorization, Prefer');
    const known = reply.status === 200 ? currentTag(request, reply, etag) : undefined;
    if (known !== undefined) return void response.status(304).setHeader('ETag', `"${known}"`).end();
  }
  response.status(reply.status);
  if (reply.body === undefined) return void response.end();
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  const send = (): void => sendText(request, response, text);
  if (isCoded) compressed(request, response, send);
  else send();
}

/** Sends a text whole; its length alone where only the head is asked for. */
function sendText({ method }: Request, response: Response, text: string): void {
  response.setHeader('Content-Length', Buffer.byteLength(text));
  if (method === 'HEAD') response.end();
  else response.end(text);
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

const textOf = ({ body }: Reply, isPretty: boolean): string =>
  typeof body === 'string' ? body : (JSON.stringify(body, null, isPretty ? 2 : undefined) ?? '');

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
