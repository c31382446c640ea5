import type { Request, Response } from 'express';
import { isKnown, tagOf } from './conditional.ts';
import { documentTypes, type Reply } from './exchange.ts';
import { notAcceptable } from './http-problems.ts';
import { sendProblem } from './problem-document.ts';
import type { Served } from '../resource/served.ts';

export interface ReplySettings {
  readonly served: Served;
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
  response.vary('Accept, Authorization');
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
    const { base } = settings.served;
    return sendProblem(response, notAcceptable(`send Accept with one of ${documentTypes.join(', ')}`), {
      base,
      instance: request.originalUrl,
    });
  }
  const text =
    typeof reply.body === 'string'
      ? reply.body
      : JSON.stringify(reply.body, null, 'pretty' in request.query ? 2 : undefined);
  const etag = reply.etag ?? tagOf(text);
  response.set(reply.headers ?? {});
  if (reply.status < 300 && (isRead(request) || reply.etag !== undefined)) response.set('ETag', `"${etag}"`);
  if (isRead(request)) setCaching(response, settings);
  if (isRead(request) && reply.status === 200 && isKnown(request.get('if-none-match'), etag)) {
    response.status(304).end();
    return;
  }
  response.status(reply.status).type(type).send(text);
}
