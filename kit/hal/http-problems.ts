import { defineProblem, type ProblemKind } from '../resource/problems.ts';

/** Problems that HTTP alone has (RFC 9110 §15, RFC 6585). */
export const methodNotAllowed = defineProblem({
  name: 'MethodNotAllowed',
  status: 405,
  title: 'Not with that method',
  description: 'The resource is there, but does not take this method. `Allow` lists those that it takes.',
});
export const notAcceptable = defineProblem({
  name: 'NotAcceptable',
  status: 406,
  title: 'Not in that form',
  description: 'The resource has no representation of a media type that `Accept` names.',
});
export const payloadTooLarge = defineProblem({
  name: 'PayloadTooLarge',
  status: 413,
  title: 'The body is too large',
  description: 'The body has more bytes than are taken here. The detail says how many are.',
});
export const uriTooLong = defineProblem({
  name: 'UriTooLong',
  status: 414,
  title: 'The URL is too long',
  description:
    'Path and query have more bytes than are taken here. The detail says how many are. Ask for less at once.',
});
export const rateLimited = defineProblem({
  name: 'RateLimited',
  status: 429,
  title: 'Too many requests',
  description:
    'One caller may ask only so often in a while: RateLimit-Policy says how often, RateLimit what is left. Retry-After says when there is more.',
  extensions: { retryAfter: { kind: 'integer', description: 'Seconds to wait.' } },
});
export const unsupportedMediaType = defineProblem({
  name: 'UnsupportedMediaType',
  status: 415,
  title: 'The body is of a kind that is not taken',
  description: 'Send the body as one of the media types that the detail lists, and say so in `Content-Type`.',
});
export const preconditionRequired = defineProblem({
  name: 'PreconditionRequired',
  status: 428,
  title: 'Say which version you mean',
  description:
    'A change needs `If-Match` with the entity tag of what you have read, so that nobody overwrites what they have not seen.',
});
export const preconditionFailed = defineProblem({
  name: 'PreconditionFailed',
  status: 412,
  title: 'It is not as you think',
  description: 'A condition of the request does not hold. Read again, and decide again.',
});
export const internal = defineProblem({
  name: 'Internal',
  status: 500,
  title: 'Something went wrong here',
  description: 'It is not your fault. The log has more under the request id.',
});

export const httpProblems: readonly ProblemKind[] = [
  methodNotAllowed,
  notAcceptable,
  payloadTooLarge,
  uriTooLong,
  rateLimited,
  unsupportedMediaType,
  preconditionRequired,
  preconditionFailed,
  internal,
];
