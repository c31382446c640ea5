/**
 * What a caller must expect, as values (RFC 9457). A kind is defined once; HAL renders a problem as
 * `application/problem+json`, GraphQL as a member of a mutation's result union, with the same `type` URI.
 */

/** An extension member of a problem: what it says, and its shape. */
export type ExtensionKind = { readonly description: string } & ExtensionShape;

type ExtensionShape =
  | { readonly kind: 'integer' | 'text' | 'texts' | 'issues' | 'holders' }
  /** The `_id` of a document of the named resource, or of several: an entity, or a list of them, in GraphQL. */
  | { readonly kind: 'reference' | 'references'; readonly resource: string }
  /** The document of the resource itself, as it stands now. */
  | { readonly kind: 'current' };

/** What is wrong with one field of an input. */
export interface Issue {
  /** The input's field, dotted when nested, with an index for one of many (`2.name`). */
  readonly field: string;
  readonly message: string;
}

/** Documents that keep another from being removed. */
export interface Holder {
  /** The relation, as the removed document's links name it. */
  readonly relation: string;
  readonly count: number;
  /** Where they are; absent when their service is away. */
  readonly href: string | undefined;
}

export interface ProblemKind {
  /** PascalCase; the GraphQL type. The page is at `/problems/{kebab-case}`. */
  readonly name: string;
  readonly status: number;
  readonly title: string;
  /** What it means and what to do about it, for the page behind the `type` URI. */
  readonly description: string;
  readonly extensions: Readonly<Record<string, ExtensionKind>>;
  /** Seconds after which repeating the request can help, where a problem states none in its extension `retryAfter`. */
  readonly retryAfter?: number;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** What happened this time, and what would be right. */
  readonly detail: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** It is so only for a moment, while others have something under way. */
  readonly passing?: true;
  /** The reference whose target is not there, where that is the problem. */
  readonly missing?: MissingReference;
}

/** A reference to a document that does not exist, or that the caller may not see. */
export interface MissingReference {
  readonly relation: string;
  /** The name of the resource that the relation leads to. */
  readonly target: string;
  readonly id: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const fail = (problem: Problem): { readonly ok: false; readonly problem: Problem } => ({ ok: false, problem });

type KindInput = Omit<ProblemKind, 'extensions'> & { readonly extensions?: ProblemKind['extensions'] };

/** A kind of problem, callable: `overlap('taken from 9 to 10', { event: id })` makes one. */
export interface DefinedProblem extends ProblemKind {
  (detail: string, extensions?: Readonly<Record<string, unknown>>): Problem;
}

/** Defines a kind of problem. Its `type` URI ends in the name in kebab-case. */
export function defineProblem(input: KindInput): DefinedProblem {
  const kind: ProblemKind = Object.freeze({ extensions: {}, ...input });
  const make = (detail: string, extensions: Readonly<Record<string, unknown>> = {}): Problem => ({
    kind,
    detail,
    extensions,
  });
  const { name, ...rest } = kind;
  Object.defineProperty(make, 'name', { value: name });
  return Object.assign(make, rest);
}

/** `EventFull` → `event-full`: the last segment of the `type` URI. */
export const problemSlug = (kind: ProblemKind): string =>
  kind.name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

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
export const detailOf = (issues: readonly Issue[]): string =>
  issues.map(({ field, message }) => `${field}: ${message}`).join('; ');

/** An `Invalid` from its issues; the detail repeats them. */
export const invalidBecause = (issues: readonly Issue[]): Problem => invalid(detailOf(issues), { issues });

/**
 * Whether a problem is of a kind. Kinds are identified by name, as their `type` URIs are: a problem that another service
 * reported has a kind that was made from its response.
 */
export const isKind = ({ kind }: Problem, { name }: ProblemKind): boolean => kind.name === name;

/** The statuses of problems that neither waiting nor other credentials resolve: what exists, or was sent, has to change. */
const lastingStatuses: ReadonlySet<number> = new Set([404, 409, 422]);

/** Whether the same request would meet the problem again. */
export const isLasting = ({ kind }: Problem): boolean => lastingStatuses.has(kind.status);

/** The sentence about a missing reference. */
export const missingDetail = ({ target, id }: MissingReference): string =>
  `there is no ${target} ${JSON.stringify(id)}`;

/** An `Invalid` for a reference whose target is missing; `missing` says which. */
export const missingReference = (missing: MissingReference): Problem => ({
  ...invalidBecause([{ field: missing.relation, message: missingDetail(missing) }]),
  missing,
});

/** Seconds after which repeating the request can help: those that the problem states, else those of its kind. */
export function retryAfterSeconds({ kind, extensions }: Problem): number | undefined {
  const { retryAfter } = extensions;
  return typeof retryAfter === 'number' ? retryAfter : kind.retryAfter;
}

/** The problem of one among many: each of its issues, or else its detail, says which one. */
export function numbered(problem: Problem, index: number): Problem {
  if (!isKind(problem, invalid)) return { ...problem, detail: `number ${index}: ${problem.detail}` };
  const issues = problem.extensions['issues'] as readonly Issue[];
  return invalidBecause(issues.map(({ field, message }) => ({ field: `${index}.${field}`, message })));
}

/** A `TooManyAttempts` that says how many seconds to wait. */
export const tooMany = (retryAfter: number): Problem =>
  tooManyAttempts(`too many wrong passwords; try again in ${retryAfter} s`, { retryAfter });
