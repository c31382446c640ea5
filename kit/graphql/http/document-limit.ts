import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { isLoopback, rateLimitKeyOf } from '../../http/rate-limit.ts';
import { isObject } from '../../util/is-object.ts';
import { consume, secondsLeft } from '../../util/fixed-window.ts';
import type { DocumentStore } from '../document-store.ts';
import { sendErrorResponse } from './error-response.ts';
import type { RateLimitSubjectOf } from './rate-limit.ts';

export interface DocumentLimitSettings {
  /** The bytes of new documents that one caller can send in a window; 0 disables the limit. */
  readonly bytes: number;
  /** Whether requests from loopback addresses count. */
  readonly loopback: boolean;
  /** The length in bits of the prefix by which IPv6 addresses are counted. */
  readonly ipv6Prefix: number;
  /** The documents that need no parsing and validation. */
  readonly documents: Pick<DocumentStore, 'has'>;
}

/** The length of a window, in seconds. */
export const windowSeconds = 10;

/** Returns the document of a validated request. */
export function documentOf({ method, body, query }: Request): string {
  const parameters: unknown = method === 'GET' ? query : body;
  const document = isObject(parameters) ? parameters['query'] : undefined;
  return typeof document === 'string' ? document : '';
}

/**
 * Returns the handler that limits the work of new documents: parsing and validation, which take time by the size of the
 * document and keep the process busy. A document that was valid costs nothing while it is kept. Rejects with 429 beyond
 * the limit; the first new document of a window is always admitted.
 */
export function documentLimit(
  { bytes, loopback, ipv6Prefix, documents }: DocumentLimitSettings,
  subjectOf: RateLimitSubjectOf,
): RequestHandler {
  const limiter = new RateLimiterMemory({ points: bytes, duration: windowSeconds });
  return async (request, response, next) => {
    const document = documentOf(request);
    const subject = bytes === 0 || documents.has(document) ? undefined : await subjectOf(request, response);
    if (subject === undefined || (!loopback && isLoopback(subject.address))) return next();
    const size = Buffer.byteLength(document);
    const state = await consume(limiter, rateLimitKeyOf(subject, ipv6Prefix), size);
    if (state.consumedPoints <= bytes || state.consumedPoints <= size) return next();
    const seconds = secondsLeft(state);
    const message = `Too Many Requests: the documents that were not sent before exceed ${bytes} bytes in ${windowSeconds} s. Retry in ${seconds} s, or send values as variables, so that documents repeat.`;
    sendErrorResponse(response, { code: 'TOO_MANY_REQUESTS', message, headers: { 'retry-after': String(seconds) } });
  };
}
