import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { isLoopback } from '../../http/rate-limit.ts';
import { isObject } from '../../util/is-object.ts';
import { consume, secondsLeft } from '../../util/fixed-window.ts';
import { sendErrorResponse } from './error-response.ts';
import type { RateLimitSubjectOf } from './rate-limit.ts';

export interface DocumentLimitSettings {
  /** The bytes of new documents that one caller can send in a window; 0 disables the limit. */
  readonly bytes: number;
  /** Whether requests from loopback addresses count. */
  readonly loopback: boolean;
}

/** The length of a window, in seconds. */
const windowSeconds = 10;
/** The number of known documents. Their parsed forms and query plans are cached elsewhere. */
const maxKnownDocuments = 5000;

/** Returns the document of a validated request. */
function documentOf({ method, body, query }: Request): string {
  const parameters: unknown = method === 'GET' ? query : body;
  const document = isObject(parameters) ? parameters['query'] : undefined;
  return typeof document === 'string' ? document : '';
}

const hashOf = (document: string): string => createHash('sha256').update(document).digest('base64');

/**
 * Returns the handler that limits the work of documents that were not executed before: parsing, validation and query
 * planning, which take time by the size of the document and keep the process busy. A document that was executed
 * successfully costs nothing any more. Rejects with 429 beyond the limit; the first new document of a window is always
 * admitted.
 */
export function documentLimit(
  { bytes, loopback }: DocumentLimitSettings,
  subjectOf: RateLimitSubjectOf,
): RequestHandler {
  const limiter = new RateLimiterMemory({ points: bytes, duration: windowSeconds });
  const known = new LRUCache<string, true>({ max: maxKnownDocuments });
  return async (request, response, next) => {
    const document = documentOf(request);
    const hash = hashOf(document);
    const subject = bytes === 0 || known.has(hash) ? undefined : await subjectOf(request, response);
    if (subject === undefined || (!loopback && isLoopback(subject.address))) return next();
    const size = Buffer.byteLength(document);
    const key = subject.caller === undefined ? `address ${subject.address}` : `caller ${subject.caller}`;
    const state = await consume(limiter, key, size);
    if (state.consumedPoints > bytes && state.consumedPoints > size) {
      const seconds = secondsLeft(state);
      const message = `Too Many Requests: the documents that were not sent before exceed ${bytes} bytes in ${windowSeconds} s. Retry in ${seconds} s, or send values as variables, so that documents repeat.`;
      return sendErrorResponse(response, {
        code: 'TOO_MANY_REQUESTS',
        message,
        headers: { 'retry-after': String(seconds) },
      });
    }
    response.once('finish', () => response.statusCode < 400 && known.set(hash, true));
    next();
  };
}
