import { permits, type PolicyResult } from '../access/policy.ts';
import type { Caller } from '../access/caller.ts';
import type { Collection, Duplicate, Filter } from '../store/port.ts';
import { withArticle } from '../util/article.ts';
import type { OperationContext } from './definition/context.ts';
import type { Definition, Verb } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import type { Rule, RuleContext } from './definition/rules.ts';
import { committedFilter } from './pending-writes/pending-write.ts';
import type { Journal } from './journal.ts';
import { duplicate, notAllowed, notFound, unauthenticated } from './common-problems.ts';
import { fail, succeed, type Outcome, type Problem } from './problems.ts';
import { type Limits } from './limits.ts';

/** A definition with the collection that holds its documents: what the operations work on. */
export interface ResourceRuntime {
  readonly definition: Definition;
  readonly documents: Collection<Document>;
  readonly journal: Journal;
  /** Milliseconds for which an intention holds when nobody renews it. */
  readonly leaseMs: number;
  /** The service's own identity, for work that no caller asked for. */
  readonly systemContext: OperationContext;
  readonly limits: Limits;
  readonly statistics: RuntimeStatistics;
  /** Completes or removes the pending write of a document if its lease has expired. */
  recover(document: Document): Promise<void>;
}

/** What a resource has counted since it was opened. */
export interface RuntimeStatistics {
  /** Intentions and releases that somebody else than their owner finished. */
  recovered: number;
}

/** What a policy's refusal says, by whether the caller has said who they are. */
export function deniedProblem(caller: Caller, deed: string): Problem {
  if (!caller.signedIn) return unauthenticated(`to ${deed}, say who you are`);
  return notAllowed(`as ${caller.username ?? 'you are'} (${caller.role ?? 'no role'}) you may not ${deed}`);
}

/** What the caller may do with documents of the resource: all, or those that a filter matches. */
export function authorize(
  { definition }: ResourceRuntime,
  verb: Verb | 'empty',
  caller: Caller,
): Outcome<true | Filter> {
  const answer = definition.policies[verb](caller);
  if (answer === false) return fail(deniedProblem(caller, `${verb} ${definition.plural}`));
  return succeed(answer);
}

/** Whether the caller may do this with this document. */
export const isPermitted = (
  { definition }: ResourceRuntime,
  verb: Verb,
  { caller, document }: { caller: Caller; document: Document },
): boolean => permits(definition.policies[verb](caller), document);

/** The documents that match, are there, and that the answer allows. */
export function restrictFilter(filter: Filter, answer: PolicyResult): Filter {
  if (answer === false) return { _id: { $in: [] } };
  const conditions = [filter, answer === true ? {} : answer].filter((each) => Object.keys(each).length > 0);
  return conditions.length === 0 ? committedFilter : { $and: [...conditions, committedFilter] };
}

export const notFoundProblem = (definition: Definition, id: string): Problem =>
  notFound(`there is no ${definition.name} ${JSON.stringify(id)}, or none that you may see`);

/** The problem of values that another document has already, also one of the same request. */
export const duplicateProblem = ({ definition }: ResourceRuntime, { fields }: Duplicate): Problem =>
  duplicate(`there is ${withArticle(definition.name)} with this ${fields.join(' and ')} already`, { fields });

/** The document, if there is one that the caller may see. */
export async function findVisible(runtime: ResourceRuntime, id: string, caller: Caller): Promise<Outcome<Document>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  const document = await runtime.documents.findOne(restrictFilter({ _id: id }, allowed.value));
  return document === undefined ? fail(notFoundProblem(runtime.definition, id)) : succeed(document);
}

/** The problem of a caller who may not do this with a document that they may see. */
export const permissionProblem = (
  runtime: ResourceRuntime,
  verb: 'change' | 'remove',
  { caller, document }: { caller: Caller; document: Document },
): Problem | undefined =>
  isPermitted(runtime, verb, { caller, document })
    ? undefined
    : deniedProblem(caller, `${verb} this ${runtime.definition.name}`);

/** The rules that look at what differs between two states of a document. */
export function applicableRules(
  { definition }: ResourceRuntime,
  next: Document,
  previous: Document | undefined,
): readonly Rule[] {
  if (previous === undefined) return definition.rules;
  return definition.rules.filter(({ on }) => on.some((name) => next[name] !== previous[name]));
}

/** Claims by each rule in turn, up to the first refusal. */
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

/** The first problem that a rule's look finds. */
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
