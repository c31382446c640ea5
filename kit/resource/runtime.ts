import { permits, type PolicyResult } from '../access/policy.ts';
import type { Caller } from '../access/caller.ts';
import type { Collection, Duplicate, Filter } from '../store/port.ts';
import { allOf } from './all-of.ts';
import type { AdmissionQueue } from '../util/admission/admission-queue.ts';
import { withArticle } from '../util/article.ts';
import { coalesce } from '../util/coalesce.ts';
import { memoize } from '../util/memoize.ts';
import { isSameValue } from './compared-values.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition, Verb } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import type { Rule, RuleContext } from './definition/rules.ts';
import type { HashSecret } from './documents.ts';
import type { DurableReads } from './durable-reads.ts';
import type { GivenUpLeases } from './given-up-leases.ts';
import type { LeaseObserver } from './pending-writes/lease-observer.ts';
import type { FailedUndos } from './pending-writes/failed-undos.ts';
import { committedFilter } from './pending-writes/pending-write.ts';
import type { Journal } from './journal.ts';
import type { Referrers } from './referrers.ts';
import { duplicate, notAllowed, notFound, unauthenticated } from './common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from './problems.ts';
import { visibleFields } from './unique-keys.ts';
import { type Limits } from './limits.ts';
import type { Totals } from './totals.ts';

/** A definition with its collections and settings, which all operations share. */
export interface ResourceRuntime {
  readonly definition: Definition;
  readonly documents: Collection<Document>;
  readonly journal: Journal;
  readonly referrers: Referrers;
  readonly totals: Totals;
  readonly durableReads: DurableReads;
  /** Milliseconds after which the lease of a pending write expires unless it is renewed. */
  readonly leaseMs: number;
  readonly leases: LeaseObserver;
  readonly failedUndos: FailedUndos;
  /** The context for maintenance and recovery, with the identity of the service. */
  readonly systemContext: OperationContext;
  readonly limits: Limits;
  /** Where callers take turns at actions on one document. */
  readonly admission: AdmissionQueue;
  /** The leases of idempotency records that this process has given up. */
  readonly givenUpLeases: GivenUpLeases;
  readonly statistics: RuntimeStatistics;
  /** Hashes a secret before it is stored; waits while others are hashed. */
  readonly hashSecret: HashSecret;
  /** Completes or removes the pending write of a document if its lease has expired. */
  recover(document: Document): Promise<void>;
}

/** Counters since the resource was opened. */
export interface RuntimeStatistics {
  /** The number of pending writes and compensations that recovery completed. */
  recovered: number;
}

/** Creates the problem of a caller without the permission: `Unauthenticated` if anonymous, else `NotAllowed`. */
export function deniedProblem(caller: Caller, operation: string): Problem {
  if (!caller.signedIn) return unauthenticated(`authentication is required to ${operation}`);
  const username = caller.username ?? 'this caller';
  return notAllowed(`${username} (${caller.role ?? 'no role'}) is not allowed to ${operation}`);
}

/** Returns the documents that the caller is allowed to operate on: all (`true`), or those that match a filter. */
export function authorize(
  { definition }: ResourceRuntime,
  verb: Verb | 'empty',
  caller: Caller,
): Outcome<true | Filter> {
  const result = definition.policies[verb](caller);
  if (result === false) return fail(deniedProblem(caller, `${verb} ${definition.plural}`));
  return succeed(result);
}

/** Whether the caller is allowed to perform an operation on a document. */
export const isPermitted = (
  { definition }: ResourceRuntime,
  verb: Verb,
  { caller, document }: { caller: Caller; document: Document },
): boolean => permits(definition.policies[verb](caller), document);

/** Restricts a filter to committed documents that the policy permits. */
export function restrictFilter(filter: Filter, permitted: PolicyResult): Filter {
  if (permitted === false) return { _id: { $in: [] } };
  return allOf(filter, permitted === true ? {} : permitted, committedFilter);
}

export const notFoundProblem = (definition: Definition, id: string): Problem =>
  notFound(`there is no ${definition.name} ${JSON.stringify(id)}, or you are not allowed to see it`);

/** Creates the problem that another document already has the values, or that one of the same request has them. */
export function duplicateProblem(
  { definition }: ResourceRuntime,
  violation: Duplicate,
  isOfSameRequest = false,
): Problem {
  const fields = visibleFields(definition, violation.fields);
  const values = `with this ${fields.join(' and ')}`;
  const detail = isOfSameRequest
    ? `the request contains another ${definition.name} ${values}`
    : `there is ${withArticle(definition.name)} ${values} already`;
  return duplicate(detail, { fields });
}

/** The most documents that one read returns to different requests. */
const maxGroupSize = 1000;

/** Reads a committed document by its `_id`. Those that are asked for while another read is running share the next. */
const readerFor = memoize((documents: ResourceRuntime['documents']) =>
  coalesce<string, Document | undefined>(async (ids) => {
    const [first = '', ...others] = new Set(ids);
    if (others.length === 0) {
      const document = await documents.findOne(restrictFilter({ _id: first }, true));
      return ids.map(() => document);
    }
    const found = await documents.find(restrictFilter({ _id: { $in: [first, ...others] } }, true));
    const byId = new Map(found.map((document) => [document._id, document]));
    return ids.map((id) => byId.get(id));
  }, maxGroupSize),
);

/** Returns the document. Fails with `NotFound` if it does not exist or the caller is not allowed to see it. */
export async function findVisible(runtime: ResourceRuntime, id: string, caller: Caller): Promise<Outcome<Document>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  const document =
    allowed.value === true
      ? await readerFor(runtime.documents)(id)
      : await runtime.documents.findOne(restrictFilter({ _id: id }, allowed.value));
  return document === undefined ? fail(notFoundProblem(runtime.definition, id)) : succeed(document);
}

/** Returns the problem of a caller who can see a document but is not allowed to change or remove it. */
export const permissionProblem = (
  runtime: ResourceRuntime,
  verb: 'change' | 'remove',
  { caller, document }: { caller: Caller; document: Document },
): Problem | undefined =>
  isPermitted(runtime, verb, { caller, document })
    ? undefined
    : deniedProblem(caller, `${verb} this ${runtime.definition.name}`);

/** Returns the rules that apply to a change: those that depend on a changed value. All rules apply to a creation. */
export function applicableRules(
  { definition }: ResourceRuntime,
  next: Document,
  previous: Document | undefined,
): readonly Rule[] {
  if (previous === undefined) return definition.rules;
  return definition.rules.filter(({ on }) => on.some((name) => !isSameValue(next[name], previous[name])));
}

/** Makes the claims of the rules in order. Returns the first problem. */
export async function claimAll(
  rules: readonly Rule[],
  { document, token }: { readonly document: Document; readonly token: string },
  context: RuleContext<Document>,
): Promise<Problem | undefined> {
  for (const rule of rules) {
    const problem = await rule.claim?.(document, token, context);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Runs the checks of the rules in order. Returns the first problem. */
export async function checkAll(
  rules: readonly Rule[],
  { next, previous }: { next: Document; previous: Document | undefined },
  context: RuleContext<Document>,
): Promise<Problem | undefined> {
  for (const rule of rules) {
    const problem = await rule.check?.(next, previous, context);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
