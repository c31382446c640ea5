/**
 * What a caller must expect, as values (RFC 9457). A kind is defined once; HAL renders a problem as
 * `application/problem+json`, GraphQL as a member of a mutation's result union, with the same `type` URI.
 */

/** An extension member of a problem: what it says, and its shape. */
export type ProblemExtension = { readonly description: string } & ExtensionShape;

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
export interface ReferrerSummary {
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
  readonly extensions: Readonly<Record<string, ProblemExtension>>;
  /** Seconds after which repeating the request can help, where a problem states none in its extension `retryAfter`. */
  readonly retryAfter?: number;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** What happened this time, and what would be right. */
  readonly detail: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Whether another attempt may succeed in a moment: a concurrent operation is in the way. */
  readonly transient?: true;
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
export interface ProblemFactory extends ProblemKind {
  (detail: string, extensions?: Readonly<Record<string, unknown>>): Problem;
}

/** Defines a kind of problem. Its `type` URI ends in the name in kebab-case. */
export function defineProblem(input: KindInput): ProblemFactory {
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

/**
 * Whether a problem is of a kind. Kinds are identified by name, as their `type` URIs are: a problem that another service
 * reported has a kind that was made from its response.
 */
export const isKind = ({ kind }: Problem, { name }: ProblemKind): boolean => kind.name === name;

/** The statuses of problems that neither waiting nor other credentials resolve: what exists, or was sent, has to change. */
const lastingStatuses: ReadonlySet<number> = new Set([404, 409, 422]);

/** Whether the same request would meet the problem again. */
export const isPermanent = ({ kind }: Problem): boolean => lastingStatuses.has(kind.status);

/** Seconds after which repeating the request can help: those that the problem states, else those of its kind. */
export function retryAfterSeconds({ kind, extensions }: Problem): number | undefined {
  const { retryAfter } = extensions;
  return typeof retryAfter === 'number' ? retryAfter : kind.retryAfter;
}
