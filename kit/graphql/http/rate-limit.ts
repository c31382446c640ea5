import type { Request, RequestHandler, Response } from 'express';
import type { RateLimit } from '../../http/rate-limit.ts';
import { wireErrors } from '../wire-errors.ts';
import { sendErrorResponse } from './error-response.ts';

/** Who a request is counted against; undefined: against nobody. */
export type RateLimitSubjectOf = (
  request: Request,
  response: Response,
) => Promise<Parameters<RateLimit['count']>[0] | undefined>;

/** Counts requests, says what is left, and refuses what is too much with 429 and `Retry-After`. */
export const rateLimitHandler =
  (rateLimit: RateLimit, countedOf: RateLimitSubjectOf): RequestHandler =>
  async (request, response, next) => {
    const counted = await countedOf(request, response);
    const quota = counted === undefined ? undefined : await rateLimit.count(counted);
    response.set(quota?.headers ?? {});
    const retryAfter = quota?.retryAfterSeconds;
    if (retryAfter === undefined) return next();
    const code = 'TOO_MANY_REQUESTS';
    const message = `That is all for now; there is more in ${retryAfter} s.`;
    const headers = { 'retry-after': String(retryAfter) };
    sendErrorResponse(response, { status: wireErrors[code].status, code, message, headers });
  };
