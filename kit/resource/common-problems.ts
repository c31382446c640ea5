/** The kinds of problem that the operations of all resources can return. Resources can define their own. */
import { defineProblem, isKind, issuesIn, type Issue, type MissingReference, type Problem } from './problems.ts';

export const malformed = defineProblem({
  name: 'Malformed',
  status: 400,
  title: 'The request is malformed',
  description:
    'The body, the query or a parameter violates the syntax of its media type or grammar. The detail names the place.',
});
export const unauthenticated = defineProblem({
  name: 'Unauthenticated',
  status: 401,
  title: 'Authentication is required',
  description:
    'Send valid credentials: HTTP Basic with username and password, or a Bearer token from the `token` link.',
});
export const notAllowed = defineProblem({
  name: 'NotAllowed',
  status: 403,
  title: 'Permission denied',
  description: 'The credentials are valid, but they do not permit this operation.',
});
export const notFound = defineProblem({
  name: 'NotFound',
  status: 404,
  title: 'Not found',
  description: 'The resource does not exist, or you are not allowed to see it.',
});
export const duplicate = defineProblem({
  name: 'Duplicate',
  status: 409,
  title: 'The values are already in use',
  description:
    'Another document already has a value, or a combination of values, that must be unique. `fields` names the fields.',
  extensions: { fields: { kind: 'texts', description: 'The fields whose values are already in use.' } },
});
export const inUse = defineProblem({
  name: 'InUse',
  status: 409,
  title: 'The resource is still referenced',
  description:
    'Remove the documents that refer to it first (`holders` links to them), or use `cascade` to remove them as well, if you are allowed to.',
  extensions: { holders: { kind: 'holders', description: 'The documents that refer to it.' } },
});
export const stale = defineProblem({
  name: 'Stale',
  status: 412,
  title: 'Precondition Failed: the resource changed',
  description:
    'The entity tag in `If-Match` (`ifMatch`) is not the current one. Read the resource again and repeat the request with its current entity tag.',
  extensions: { current: { kind: 'current', description: 'The current version of the resource.' } },
});
export const invalid = defineProblem({
  name: 'Invalid',
  status: 422,
  title: 'The input is invalid',
  description:
    'The request is well-formed, but its input violates a rule. `issues` names each invalid field and what it expects.',
  extensions: { issues: { kind: 'issues', description: 'The invalid fields, and what they expect.' } },
});
export const keyReused = defineProblem({
  name: 'KeyReused',
  status: 422,
  title: 'The idempotency key was used for a different request',
  description:
    'An `Idempotency-Key` identifies one request and its repetitions. Send a different request with a new key.',
});
export const keyInUse = defineProblem({
  name: 'KeyInUse',
  status: 409,
  title: 'A request with this idempotency key is in progress',
  retryAfter: 1,
  description:
    'The first request with this `Idempotency-Key` has not completed yet. Repeat the request after `Retry-After`.',
});
export const tooManyAttempts = defineProblem({
  name: 'TooManyAttempts',
  status: 429,
  title: 'Too many sign-in attempts',
  description:
    'Too many wrong passwords were sent for this account or from this address. Wait `retryAfter` seconds before the next attempt.',
  extensions: { retryAfter: { kind: 'integer', description: 'The seconds to wait.' } },
});
export const unavailable = defineProblem({
  name: 'Unavailable',
  status: 503,
  title: 'A required service is unavailable',
  retryAfter: 1,
  description: 'The store or another service is unavailable. Nothing was changed. Try again after `Retry-After`.',
});
export const busy = defineProblem({
  name: 'Busy',
  status: 503,
  title: 'Too many others want the same now',
  description:
    'So many callers want to do the same with the same document that this one would wait for too long. Nothing was ' +
    'changed. Come again after `retryAfter` seconds: others are told other times.',
  extensions: { retryAfter: { kind: 'integer', description: 'The seconds to wait.' } },
});

/** Returns the message of an issue, with the valid fields as a face names them. */
export const issueMessage = ({ message, validFields }: Issue, nameOf = (field: string): string => field): string =>
  validFields === undefined ? message : `${message}; valid fields: ${validFields.map(nameOf).join(', ')}`;

/** Joins issues to one detail: `name: is required; date: must be a date, YYYY-MM-DD`. */
export const issuesDetail = (issues: readonly Issue[]): string =>
  issues.map((issue) => `${issue.field}: ${issueMessage(issue)}`).join('; ');

/**
 * Creates an `Invalid` problem from its issues. The detail lists them.
 * @example invalidInput([{ field: 'date', message: 'must be in the future' }])
 */
export const invalidInput = (issues: readonly Issue[]): Problem => invalid(issuesDetail(issues), { issues });

/** Adds the index of a document in its batch to a problem: to the fields of its issues, or else to its detail. */
export function withIndex(problem: Problem, index: number): Problem {
  if (!isKind(problem, invalid)) return { ...problem, detail: `item ${index}: ${problem.detail}` };
  const issues = issuesIn(problem.extensions['issues']);
  return { ...problem, ...invalidInput(issues.map((issue) => ({ ...issue, field: `${index}.${issue.field}` }))) };
}

/** Returns the problem of the document at an index: with the index if the documents are a batch. */
export const problemAt = (problem: Problem, index: number, isBatch: boolean): Problem =>
  isBatch ? withIndex(problem, index) : problem;

/** Creates an `Unauthenticated` problem for a Bearer token that is not valid. */
export const invalidToken = (reason: string): Problem => ({ ...unauthenticated(reason), invalidToken: true });

/** Returns what is wrong with the Bearer token of a request; undefined if the problem is another one. */
export const tokenFaultOf = ({ invalidToken: isTokenInvalid, detail }: Problem): string | undefined =>
  isTokenInvalid === true ? detail : undefined;

/** Creates a `TooManyAttempts` problem with the seconds to wait. */
export const tooManySignInAttempts = (retryAfter: number): Problem =>
  tooManyAttempts(`too many wrong passwords; try again in ${retryAfter} s`, { retryAfter });

/** Returns the detail for a missing reference: `there is no venue "7"`. */
export const missingDetail = ({ target, id }: MissingReference): string =>
  `there is no ${target} ${JSON.stringify(id)}`;

/** Creates an `Invalid` problem for a reference whose target does not exist, with that reference as `missing`. */
export const missingReference = (missing: MissingReference): Problem => ({
  ...invalidInput([{ field: missing.relation, message: missingDetail(missing) }]),
  missing,
});
