import type { Filter, Sort } from '../../store/port.ts';
import { covers } from '../../access/policy.ts';
import { authorize, narrowed, type Bound } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { succeed, type Outcome } from '../problems.ts';

/** Which documents, in which order. It is made total. */
export interface Query {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly skip?: number;
  readonly limit: number;
}

/** The same for the documents that refer to each of several others. */
export interface GroupQuery extends Omit<Query, 'skip'> {
  /** The relation by which they refer. */
  readonly by: string;
  readonly keys: readonly string[];
}

/** An order that is total: among equals that of insertion, in the direction of the last key, as an index has it. */
export function totalOrder(sort: Sort): Sort {
  const [, direction] = sort.at(-1) ?? ['_id', 1];
  return sort.some(([field]) => field === '_id') ? sort : [...sort, ['_id', direction]];
}

/** The documents of a page that the caller may see. */
export async function list(
  bound: Bound,
  { filter, sort, ...page }: Query,
  { caller }: Context,
): Promise<Outcome<readonly Document[]>> {
  const allowed = authorize(bound, 'read', caller);
  if (!allowed.ok) return allowed;
  return succeed(await bound.documents.find(narrowed(filter, allowed.value), { ...page, sort: totalOrder(sort) }));
}

/** How many the caller may see. */
export async function count(bound: Bound, filter: Filter, { caller }: Context): Promise<Outcome<number>> {
  const allowed = authorize(bound, 'read', caller);
  return allowed.ok ? succeed(await bound.documents.count(narrowed(filter, allowed.value))) : allowed;
}

/** A page of a list, and how many documents all of its pages have. */
export interface Page {
  readonly documents: readonly Document[];
  readonly total: number;
}

/** The documents of a page that the caller may see; where it is the last, it tells how many there are. */
export async function page(bound: Bound, query: Query, context: Context): Promise<Outcome<Page>> {
  const listed = await list(bound, query, context);
  if (!listed.ok) return listed;
  const documents = listed.value;
  const { skip = 0, limit, filter } = query;
  const isLast = documents.length < limit && (documents.length > 0 || skip === 0);
  if (isLast) return succeed({ documents, total: skip + documents.length });
  const total = await count(bound, filter, context);
  return total.ok ? succeed({ documents, total: total.value }) : total;
}

/** The first documents of each group that the caller may see, in one query of the store. */
export async function listGroups(
  bound: Bound,
  query: GroupQuery,
  { caller }: Context,
): Promise<Outcome<Map<string, Document[]>>> {
  const allowed = authorize(bound, 'read', caller);
  if (!allowed.ok) return allowed;
  const { by, keys, filter, sort, limit } = query;
  return succeed(
    await bound.documents.findGroups(
      { by, keys, filter: narrowed(filter, allowed.value) },
      { sort: totalOrder(sort), limit },
    ),
  );
}

/** How many of each group the caller may see, in one query of the store. */
export async function countGroups(
  bound: Bound,
  { by, keys, filter }: Pick<GroupQuery, 'by' | 'keys' | 'filter'>,
  { caller }: Context,
): Promise<Outcome<Map<string, number>>> {
  const allowed = authorize(bound, 'read', caller);
  return allowed.ok
    ? succeed(await bound.documents.countGroups({ by, keys, filter: narrowed(filter, allowed.value) }))
    : allowed;
}

/** What is there of some `_id`s. */
export interface Found {
  /** The documents that the caller may see. */
  readonly visible: ReadonlyMap<string, Document>;
  /** The `_id`s of those that the caller may not see. */
  readonly hidden: ReadonlySet<string>;
}

/** The documents with these `_id`s, in one query of the store. */
export async function find(bound: Bound, ids: readonly string[], { caller }: Context): Promise<Outcome<Found>> {
  const allowed = authorize(bound, 'read', caller);
  if (!allowed.ok) return allowed;
  const documents = await bound.documents.find(narrowed({ _id: { $in: ids } }, true));
  const isVisible = (document: Document): boolean => covers(allowed.value, document);
  return succeed({
    visible: new Map(documents.filter(isVisible).map((document) => [document._id, document])),
    hidden: new Set(documents.filter((document) => !isVisible(document)).map(({ _id }) => _id)),
  });
}
