/**
 * Expected failures as values (RFC 9457). A kind is defined once; HAL renders a problem as `application/problem+json`,
 * GraphQL as a member of a mutation's result union, with the same `type` URI.
 */
import { isObject } from '../util/is-object.ts';

/** An extension member of a problem (RFC 9457 §3.2): its description and its shape. */
export type ProblemExtension = { readonly description: string } & ExtensionShape;

type ExtensionShape =
  | { readonly kind: 'integer' | 'text' | 'texts' | 'issues' | 'holders' }
  /** The `_id` of one document or several of the named resource; one entity or a list of entities in GraphQL. */
  | { readonly kind: 'reference' | 'references'; readonly resource: string }
  /** The current version of the document. */
  | { readonly kind: 'current' };

/** A validation error of one field of an input. */
export interface Issue {
  /** The path of the field, with dots; in a batch it starts with the index of the input (`2.name`). */
  readonly field: string;
  readonly message: string;
  /**
   * The names of the valid fields, if the field is unknown: its name is then the one that the client sent, not one of
   * the definition.
   */
  readonly validFields?: readonly string[];
}

const isIssue = (value: unknown): value is Issue =>
  isObject(value) &&
  typeof value['field'] === 'string' &&
  typeof value['message'] === 'string' &&
  (value['validFields'] === undefined || Array.isArray(value['validFields']));

/** Returns the issues in the extension of a problem, which another service may have sent. */
export const issuesIn = (value: unknown): readonly Issue[] => (Array.isArray(value) ? value.filter(isIssue) : []);

/** Documents that refer to another one and prevent its removal. */
export interface ReferrerSummary {
  /** The relation to them, as in the links of the document to be removed. */
  readonly relation: string;
  readonly count: number;
  /** The URL of their list; undefined while their service is unavailable. */
  readonly href: string | undefined;
}

/** The extension members of a kind of problem. */
export type ProblemExtensions = Readonly<Record<string, ProblemExtension>>;

export interface ProblemKind {
  /** The name in PascalCase, which is also the GraphQL type. The documentation is at `/problems/{kebab-case}`. */
  readonly name: string;
  readonly status: number;
  readonly title: string;
  /** What it means and how to resolve it, for the page at the `type` URI. */
  readonly description: string;
  readonly extensions: ProblemExtensions;
  /** Seconds after which to repeat the request, if the problem has no extension `retryAfter`. */
  readonly retryAfter?: number;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** What is wrong in this occurrence, and what is expected. */
  readonly detail: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Whether a concurrent operation is the cause, so that another attempt may succeed shortly. */
  readonly transient?: true;
  /** Whether the Bearer token of the request is the cause: it is malformed, has expired or was revoked. */
  readonly invalidToken?: true;
  /** The name of the service that is unavailable, if it is not the one that reports the problem. */
  readonly unavailableService?: string;
  /** The reference whose target is missing, if that is the problem. */
  readonly missing?: MissingReference;
  /**
   * The invalid fields of the input, if they are the cause of a problem of another kind than `Invalid`. HAL renders the
   * kind, whose status its clients rely on; GraphQL renders `Invalid` with these issues.
   */
  readonly inputIssues?: readonly Issue[];
}

/** A reference to a document that does not exist, or that the caller is not allowed to see. */
export interface MissingReference {
  readonly relation: string;
  /** The name of the resource that the relation refers to. */
  readonly target: string;
  readonly id: string;
}

/** The result of an operation: a value, or the problem why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const fail = (problem: Problem): { readonly ok: false; readonly problem: Problem } => ({ ok: false, problem });
export const succeedUnless = <T>(problem: Problem | undefined, value: T): Outcome<T> =>
  problem === undefined ? succeed(value) : fail(problem);

/** The value of an extension member, by its shape. */
interface ExtensionValues {
  readonly integer: number;
  readonly text: string;
  readonly texts: readonly string[];
  readonly issues: readonly Issue[];
  readonly holders: readonly ReferrerSummary[];
  readonly reference: string;
  readonly references: readonly string[];
  readonly current: object | undefined;
}

/** The values of the extension members of one problem. */
type ValuesOf<E extends ProblemExtensions> = { readonly [Name in keyof E]: ExtensionValues[E[Name]['kind']] };
type NoExtensions = Readonly<Record<never, never>>;

/**
 * A kind of problem that creates problems when it is called, with a value for each of its extensions.
 * @example overlap('the venue is in use from 9:00 to 10:00', { event: id })
 */
export interface ProblemFactory<E extends ProblemExtensions = NoExtensions> extends ProblemKind {
  (detail: string, ...extensions: keyof E extends never ? [] : [ValuesOf<E>]): Problem;
}

/**
 * Defines a kind of problem. Its `type` URI ends in the name in kebab-case.
 * @example defineProblem({ name: 'EventFull', status: 409, title: 'The event is full', description: 'No seat is free.' })
 */
export function defineProblem<const E extends ProblemExtensions = NoExtensions>(
  input: Omit<ProblemKind, 'extensions'> & { readonly extensions?: E },
): ProblemFactory<E> {
  const kind: ProblemKind = Object.freeze({ extensions: {}, ...input });
  const create = (detail: string, extensions: Readonly<Record<string, unknown>> = {}): Problem => ({
    kind,
    detail,
    extensions,
  });
  const { name, ...rest } = kind;
  Object.defineProperty(create, 'name', { value: name });
  return Object.assign(create, rest);
}

/** Returns the last segment of the `type` URI: `EventFull` → `event-full`. */
export const problemSlug = (kind: ProblemKind): string =>
  kind.name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/**
 * Whether a problem is of a kind. Kinds are identified by name, as their `type` URIs are, because the kind of a problem
 * that another service reported is created from its response.
 */
export const isKind = ({ kind }: Problem, { name }: ProblemKind): boolean => kind.name === name;

/** The statuses of problems that persist until stored documents or the request change. */
const permanentStatuses: ReadonlySet<number> = new Set([404, 409, 422]);

/** Whether the same request would fail again, even later or with other credentials. */
export const isPermanent = ({ kind }: Problem): boolean => permanentStatuses.has(kind.status);

/** Returns the seconds after which to repeat the request, from the problem or else from its kind. */
export function retryAfterSeconds({ kind, extensions }: Problem): number | undefined {
  const { retryAfter } = extensions;
  return typeof retryAfter === 'number' ? retryAfter : kind.retryAfter;
}
