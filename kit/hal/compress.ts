import compression from 'compression';
import type { RequestHandler, Response } from 'express';
import onHeaders from 'on-headers';
import { codedTag } from './conditional.ts';

/** Gives a representation that is sent compressed an entity tag of its own (RFC 9110 §8.8.3.3). */
const tagCoded: RequestHandler = (_request, response, next) => {
  onHeaders(response, () => {
    const [coding, etag] = [response.get('content-encoding'), response.get('etag')];
    if (coding !== undefined && etag !== undefined) response.set('ETag', `"${codedTag(etag.slice(1, -1), coding)}"`);
  });
  next();
};

/**
 * Has the answer sent as it is. A document as it comes is: its entity tag in the header is the one in its body, as
 * clients compare them.
 */
export const leaveUncoded = (response: Response): void => void (response.locals['isUncoded'] = true);

const filter: compression.CompressionFilter = (request, response) =>
  response.locals['isUncoded'] !== true && compression.filter(request, response);

/** Compresses what is worth it. The tag is set last: listeners for headers are called in reverse order. */
export const compress: readonly RequestHandler[] = [tagCoded, compression({ filter })];
