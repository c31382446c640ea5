import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';
import onHeaders from 'on-headers';
import { codedTag } from './conditional.ts';

/** Gives a representation that is sent compressed an entity tag of its own (RFC 9110 §8.8.3.3). */
function tagCoded(response: Response): void {
  onHeaders(response, () => {
    const [coding, etag] = [response.get('content-encoding'), response.get('etag')];
    if (coding !== undefined && etag !== undefined) response.set('ETag', `"${codedTag(etag.slice(1, -1), coding)}"`);
  });
}

const compressing: RequestHandler = compression();

/** Has what is sent now compressed, if it is worth it. The tag is set last: listeners for headers are called in reverse order. */
export function compressed(request: Request, response: Response, send: () => void): void {
  tagCoded(response);
  compressing(request, response, send);
}
