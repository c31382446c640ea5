import type { LoadMonitor } from '../http/load-monitor.ts';
import { defineProblem, type Problem, type ProblemKind } from '../resource/problems.ts';

/** Problems that only the HAL face reports (RFC 9110 §15, RFC 6585). */
export const methodNotAllowed = defineProblem({
  name: 'MethodNotAllowed',
  status: 405,
  title: 'Method Not Allowed',
  description: 'The resource does not support this method. `Allow` lists the supported methods.',
});
export const notAcceptable = defineProblem({
  name: 'NotAcceptable',
  status: 406,
  title: 'Not Acceptable',
  description:
    'The resource has no representation in a media type that `Accept` allows. The detail lists the available ones.',
});
export const payloadTooLarge = defineProblem({
  name: 'PayloadTooLarge',
  status: 413,
  title: 'Content Too Large',
  description: 'The request body exceeds the size limit, which the detail states in bytes.',
});
export const uriTooLong = defineProblem({
  name: 'UriTooLong',
  status: 414,
  title: 'URI Too Long',
  description:
    'Path and query exceed the size limit, which the detail states in bytes. Split the request into several.',
});
export const rateLimited = defineProblem({
  name: 'RateLimited',
  status: 429,
  title: 'Too Many Requests',
  description:
    'The caller has used up its quota of requests. `RateLimit-Policy` states the quota, `RateLimit` what remains of ' +
    'it, and `Retry-After` when the next request is allowed.',
  extensions: { retryAfter: { kind: 'integer', description: 'Seconds until the request may be repeated.' } },
});
export const unsupportedMediaType = defineProblem({
  name: 'UnsupportedMediaType',
  status: 415,
  title: 'Unsupported Media Type',
  description:
    'The media type or the charset of the request body is not supported. `Accept` lists the supported media types, ' +
    '`Accept-Patch` those of PATCH. The charset must be UTF-8.',
});
export const unsupportedContentCoding = defineProblem({
  name: 'UnsupportedContentCoding',
  status: 415,
  title: 'Unsupported Content Coding',
  description:
    'The `Content-Encoding` of the request body is not supported. `Accept-Encoding` lists the supported ones.',
});
export const preconditionRequired = defineProblem({
  name: 'PreconditionRequired',
  status: 428,
  title: 'Precondition Required',
  description:
    'A change requires `If-Match` with the entity tag of the version that was read, so that it cannot overwrite a ' +
    'version that the client has not seen.',
});
export const preconditionFailed = defineProblem({
  name: 'PreconditionFailed',
  status: 412,
  title: 'Precondition Failed: the resource changed',
  description:
    '`If-Match`, `If-None-Match` or `If-Unmodified-Since` does not hold for the current version. Read the resource ' +
    'again without it, then repeat the change if it still applies.',
});
export const overloaded = defineProblem({
  name: 'Overloaded',
  status: 503,
  title: 'The service is overloaded',
  description:
    'The service has more requests than it can handle, and refuses new ones so that others are finished. Nothing was ' +
    'done. Try again after `retryAfter` seconds: others are told other times.',
  extensions: { retryAfter: { kind: 'integer', description: 'The seconds to wait.' } },
});
export const internal = defineProblem({
  name: 'Internal',
  status: 500,
  title: 'Internal Server Error',
  description: 'An unexpected error occurred on the server. The log has the details under the request id.',
});

/** The problems above, for the pages that their `type` URIs lead to. */
export const httpProblems: readonly ProblemKind[] = [
  methodNotAllowed,
  notAcceptable,
  payloadTooLarge,
  uriTooLong,
  rateLimited,
  unsupportedMediaType,
  unsupportedContentCoding,
  preconditionRequired,
  preconditionFailed,
  overloaded,
  internal,
];

/** Returns `Overloaded` for a part, such as "the service". */
export function overloadOf(part: string, load: Pick<LoadMonitor, 'returnSeconds'>): Problem {
  const retryAfter = load.returnSeconds();
  return overloaded(`${part} is overloaded; try again in ${retryAfter} s`, { retryAfter });
}
