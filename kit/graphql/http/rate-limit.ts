import type { Request, RequestHandler, Response } from 'express';
import type { Quota, RateLimit, RateLimitSubject, Work } from '../../http/rate-limit.ts';
import { sendErrorResponse } from './error-response.ts';

/** Returns the caller and address to count a request against; undefined if it does not count. */
export type RateLimitSubjectOf = (request: Request, response: Response) => Promise<RateLimitSubject | undefined>;

/**
 * Counts further requests against the caller's rate limit, for a request whose work is worth several, and sets the quota
 * headers and `Retry-After`. Returns the seconds to wait if the quota was used up before.
 */
export type CountMore = (work: Work) => Promise<Quota['retryAfterSeconds']>;

/** Returns the function that counts further requests, which `rateLimitHandler` has stored. */
export const countMoreOf = ({ locals }: Response): CountMore => locals['countMore'] as CountMore;

/** Returns the message of a request beyond the rate limit. */
export const rateLimitMessage = (retryAfter: number): string =>
  `Too Many Requests: the rate limit is exceeded; retry in ${retryAfter} s.`;

/** Returns the handler that counts requests, sets the quota headers, and rejects excess requests with 429. */
export const rateLimitHandler =
  (rateLimit: RateLimit, subjectOf: RateLimitSubjectOf): RequestHandler =>
  async (request, response, next) => {
    const subject = await subjectOf(request, response);
    const count = async (requests: number): ReturnType<CountMore> => {
      const quota = subject === undefined ? undefined : await rateLimit.count(subject, requests);
      const retryAfter = quota?.retryAfterSeconds;
      response.set({ ...quota?.headers, ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) });
      return retryAfter;
    };
    const countMore: CountMore = async (work) => {
      const more = rateLimit.requestsOf(work) - 1;
      return more > 0 ? count(more) : undefined;
    };
    response.locals['countMore'] = countMore;
    const retryAfter = await count(1);
    if (retryAfter === undefined) return next();
    sendErrorResponse(response, { code: 'TOO_MANY_REQUESTS', message: rateLimitMessage(retryAfter) });
  };
