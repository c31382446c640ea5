import type { Request, RequestHandler, Response } from 'express';
import type { RateLimit } from '../../http/rate-limit.ts';
import { sendErrorResponse } from './error-response.ts';

/** Returns the caller and address to count a request against; undefined if it does not count. */
export type RateLimitSubjectOf = (
  request: Request,
  response: Response,
) => Promise<Parameters<RateLimit['count']>[0] | undefined>;

/** Returns the handler that counts requests, sets the quota headers, and rejects excess requests with 429. */
export const rateLimitHandler =
  (rateLimit: RateLimit, subjectOf: RateLimitSubjectOf): RequestHandler =>
  async (request, response, next) => {
    const subject = await subjectOf(request, response);
    const quota = subject === undefined ? undefined : await rateLimit.count(subject);
    response.set(quota?.headers ?? {});
    const retryAfter = quota?.retryAfterSeconds;
    if (retryAfter === undefined) return next();
    const code = 'TOO_MANY_REQUESTS';
    const message = `Too Many Requests: the rate limit is exceeded; retry in ${retryAfter} s.`;
    const headers = { 'retry-after': String(retryAfter) };
    sendErrorResponse(response, { code, message, headers });
  };
