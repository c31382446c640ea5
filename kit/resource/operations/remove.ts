import type { Filter } from '../../store/port.ts';
import { allows, authorize, narrowed, permitted, refusal, releaseAll, ruleContext, type Bound } from '../bound.ts';
import { collections, type Context, type Document } from '../definition.ts';
import { fail, inUse, succeed, type Holder, type Outcome, type Problem } from '../problems.ts';
import { overtaken, staleness, type IfMatch } from './change.ts';

export interface Removal {
  readonly id: string;
  readonly ifMatch: IfMatch;
  /** Remove what refers to it as well, as far as the caller may. */
  readonly cascade: boolean;
}

/** Which documents go: the whole collection (`empty` in the policies), or those that refer to another one. */
export interface Clearance {
  readonly filter: Filter;
  readonly whole: boolean;
  readonly cascade: boolean;
}

/** Documents of one step of a clearance. */
const batchSize = 100;

/** Removes a document that is as it was read, unless others refer to it. */
export async function remove(bound: Bound, request: Removal, context: Context): Promise<Outcome<Document>> {
  const found = await permitted(bound, 'remove', { id: request.id, caller: context.caller });
  if (!found.ok) return found;
  const outdated = staleness(found.value, request.ifMatch);
  const problem = outdated ?? (await letGo(bound, { documents: [found.value], cascade: request.cascade }, context));
  if (problem !== undefined) return fail(problem);
  const removed = await take(bound, found.value, context);
  return removed ? succeed(found.value) : fail(await overtaken(bound, request.id));
}

async function take(bound: Bound, { _id, _etag }: Document, context: Context): Promise<boolean> {
  const removed = await bound.documents.remove({ _id, _etag });
  if (removed !== undefined) await releaseAll(bound.definition.rules, removed, ruleContext(bound, context));
  return removed !== undefined;
}

/** Removes many; none, if the caller may not remove one of them or if one is referred to. Answers how many went. */
export async function clear(bound: Bound, request: Clearance, context: Context): Promise<Outcome<number>> {
  const allowed = authorize(bound, request.whole ? 'empty' : 'remove', context.caller);
  if (!allowed.ok) return allowed;
  const seen = authorize(bound, 'read', context.caller);
  if (!seen.ok) return seen;
  const filter = narrowed(request.filter, seen.value);
  const forbidden = request.whole ? undefined : await firstForbidden(bound, filter, context);
  if (forbidden !== undefined) return fail(forbidden);
  return clearBatches(bound, { ...request, filter }, context);
}

async function firstForbidden(bound: Bound, filter: Filter, { caller }: Context): Promise<Problem | undefined> {
  const documents = await bound.documents.find(filter);
  const all = documents.every((document) => allows(bound, 'remove', { caller, document }));
  return all ? undefined : refusal(caller, `remove all of these ${bound.definition.plural}`);
}

async function clearBatches(bound: Bound, { filter, cascade }: Clearance, context: Context): Promise<Outcome<number>> {
  let count = 0;
  let after = '';
  for (;;) {
    const batch = { $and: [filter, { _id: { $gt: after } }] };
    const documents = await bound.documents.find(batch, { sort: [['_id', 1]], limit: batchSize });
    const last = documents.at(-1);
    if (last === undefined) return succeed(count);
    const problem = await letGo(bound, { documents, cascade }, context);
    if (problem !== undefined) return fail(problem);
    for (const document of documents) count += (await take(bound, document, context)) ? 1 : 0;
    after = last._id;
  }
}

/** Makes sure that nothing refers to the documents: removes what does if asked to, and names it if not. */
async function letGo(
  { definition }: Bound,
  { documents, cascade }: { documents: readonly Document[]; cascade: boolean },
  { peers }: Context,
): Promise<Problem | undefined> {
  const holders: Holder[] = [];
  for (const [relation, { target, by }] of collections(definition)) {
    const ids = documents.map(({ _id }) => _id);
    const counted = await peers.countAmong(target, { field: by, keys: ids });
    if (!counted.ok) return counted.problem;
    if (counted.value === 0) continue;
    const problem = cascade ? await removeReferring({ target, by, ids }, peers) : undefined;
    if (problem !== undefined) return problem;
    if (!cascade) holders.push({ relation, count: counted.value, href: holderHref(peers.href(target), by, ids) });
  }
  if (holders.length === 0) return undefined;
  const what = holders.map(({ relation, count }) => `${count} ${relation}${count === 1 ? '' : 's'}`).join(' and ');
  return inUse(`${what} would be left without what they refer to`, { holders });
}

const holderHref = (collection: string | undefined, by: string, ids: readonly string[]): string | undefined =>
  ids.length === 1 && collection !== undefined ? `${collection}/${by}/${ids[0] ?? ''}` : collection;

async function removeReferring(
  { target, by, ids }: { target: string; by: string; ids: readonly string[] },
  peers: Context['peers'],
): Promise<Problem | undefined> {
  for (const id of ids) {
    const removed = await peers.removeReferring(target, { relation: by, id });
    if (!removed.ok) return removed.problem;
  }
  return undefined;
}
