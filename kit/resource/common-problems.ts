/** The kinds of problem that every resource's operations can return. A resource defines further kinds itself. */
import { defineProblem, isKind, type Issue, type MissingReference, type Problem } from './problems.ts';

export const malformed = defineProblem({
  name: 'Malformed',
  status: 400,
  title: 'The request cannot be read',
  description:
    'The body, the query or a parameter is not what its media type or grammar allows. The detail names the place.',
});
export const unauthenticated = defineProblem({
  name: 'Unauthenticated',
  status: 401,
  title: 'Say who you are',
  description: 'Send credentials: HTTP Basic with username and password, or a Bearer token from the `token` link.',
});
export const notAllowed = defineProblem({
  name: 'NotAllowed',
  status: 403,
  title: 'You may not do that',
  description: 'The credentials are good, but what they stand for may not do this here.',
});
export const notFound = defineProblem({
  name: 'NotFound',
  status: 404,
  title: 'There is no such thing',
  description: 'Nothing is here, or nothing that you may see.',
});
export const duplicate = defineProblem({
  name: 'Duplicate',
  status: 409,
  title: 'There is one like that already',
  description: 'A value, or a combination of values, that must be unique is taken. `fields` names them.',
  extensions: { fields: { kind: 'texts', description: 'The fields whose values are taken.' } },
});
export const inUse = defineProblem({
  name: 'InUse',
  status: 409,
  title: 'Something still refers to it',
  description:
    'Remove first what refers to it (`holders` says where it is), or ask for `cascade` if you may remove those too.',
  extensions: { holders: { kind: 'holders', description: 'What refers to it.' } },
});
export const stale = defineProblem({
  name: 'Stale',
  status: 412,
  title: 'It has changed since you read it',
  description: 'The entity tag in `If-Match` (`ifMatch`) is not the current one. Read again, decide again, send again.',
  extensions: { current: { kind: 'current', description: 'How it is now.' } },
});
export const invalid = defineProblem({
  name: 'Invalid',
  status: 422,
  title: 'The values are not valid',
  description:
    'The request can be read, but what it says breaks a rule. `issues` names each field and what would be right.',
  extensions: { issues: { kind: 'issues', description: 'What is wrong with which field.' } },
});
export const keyReused = defineProblem({
  name: 'KeyReused',
  status: 422,
  title: 'The idempotency key was used for something else',
  description:
    'An `Idempotency-Key` stands for one request and its repetitions. Send this other request with a key of its own.',
});
export const keyInUse = defineProblem({
  name: 'KeyInUse',
  status: 409,
  title: 'The same request is still being worked on',
  retryAfter: 1,
  description: 'A request with this `Idempotency-Key` has not been answered yet. Repeat it in a moment.',
});
export const tooManyAttempts = defineProblem({
  name: 'TooManyAttempts',
  status: 429,
  title: 'Too many attempts to sign in',
  description:
    'There were too many wrong passwords for this account, or from this address. Wait for `retryAfter` seconds.',
  extensions: { retryAfter: { kind: 'integer', description: 'Seconds to wait.' } },
});
export const unavailable = defineProblem({
  name: 'Unavailable',
  status: 503,
  title: 'A part that is needed is away',
  retryAfter: 1,
  description: 'The store, or another service, cannot be reached. Nothing was changed; try again after `Retry-After`.',
});

/** Issues in one sentence. */
export const issuesDetail = (issues: readonly Issue[]): string =>
  issues.map(({ field, message }) => `${field}: ${message}`).join('; ');

/** An `Invalid` from its issues; the detail repeats them. */
export const invalidInput = (issues: readonly Issue[]): Problem => invalid(issuesDetail(issues), { issues });

/** The problem of one among many: each of its issues, or else its detail, says which one. */
export function withIndex(problem: Problem, index: number): Problem {
  if (!isKind(problem, invalid)) return { ...problem, detail: `number ${index}: ${problem.detail}` };
  const issues = problem.extensions['issues'] as readonly Issue[];
  return invalidInput(issues.map(({ field, message }) => ({ field: `${index}.${field}`, message })));
}

/** A `TooManyAttempts` that says how many seconds to wait. */
export const tooManySignInAttempts = (retryAfter: number): Problem =>
  tooManyAttempts(`too many wrong passwords; try again in ${retryAfter} s`, { retryAfter });

/** The sentence about a missing reference. */
export const missingDetail = ({ target, id }: MissingReference): string =>
  `there is no ${target} ${JSON.stringify(id)}`;

/** An `Invalid` for a reference whose target is missing; `missing` says which. */
export const missingReference = (missing: MissingReference): Problem => ({
  ...invalidInput([{ field: missing.relation, message: missingDetail(missing) }]),
  missing,
});
