import { challengesOf, type ChallengeSettings } from '../access/challenges.ts';
import { bodyCodings } from '../http/json-text.ts';
import { tokenFaultOf } from '../resource/common-problems.ts';
import { isKind, retryAfterSeconds, type Problem } from '../resource/problems.ts';
import { unsupportedContentCoding, unsupportedMediaType } from './http-problems.ts';
import { bodyTypes, patchTypes } from './media-types.ts';

/** The request that a problem is about, and how the service asks for credentials, if it does. */
export interface ProblemRequest {
  readonly method: string;
  readonly challenges: ChallengeSettings | undefined;
}

/** Header name → value, or the values of several header lines. */
export type ProblemHeaders = Readonly<Record<string, string | string[]>>;

/** The headers that say what would do instead of an unsupported body (RFC 9110 §15.5.16, RFC 5789 §2.2). */
function bodyHeaders(problem: Problem, method: string): ProblemHeaders {
  // RFC 9110 §12.5.3: Accept-Encoding is not sent where the coding was not the cause.
  if (isKind(problem, unsupportedContentCoding)) return { 'Accept-Encoding': bodyCodings };
  if (!isKind(problem, unsupportedMediaType)) return {};
  return { Accept: bodyTypes.join(', '), ...(method === 'PATCH' ? { 'Accept-Patch': patchTypes.join(', ') } : {}) };
}

/** Returns the headers that HTTP has for a problem. */
export function problemHeaders(problem: Problem, { method, challenges }: ProblemRequest): ProblemHeaders {
  const retryAfter = retryAfterSeconds(problem);
  const asks = problem.kind.status === 401 && challenges !== undefined;
  return {
    'Cache-Control': 'no-store',
    ...(asks ? { 'WWW-Authenticate': [...challengesOf(challenges, tokenFaultOf(problem))] } : {}),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    ...bodyHeaders(problem, method),
  };
}
