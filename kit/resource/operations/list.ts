import type { Filter, Sort } from '../../store/port.ts';
import { allOf } from '../all-of.ts';
import { filterAfter, type CursorPosition } from '../cursor.ts';
import { nullablePaths } from '../properties.ts';
import { permits } from '../../access/policy.ts';
import { authorize, restrictFilter, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { ParentReferences } from '../definition/relations.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { missingParent } from './list-parent.ts';

/** A filter, a sort order and a page. The order is extended to a total one. */
export interface FindQuery {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly skip?: number;
  readonly limit: number;
}

/** A query for the documents that refer to each of several others. */
export interface GroupedFindQuery extends Omit<FindQuery, 'skip'> {
  /** The relation of the references. */
  readonly by: string;
  /** The `_id`s of the targets. */
  readonly keys: readonly string[];
}

/** Extends a sort order to a total one by `_id`, in the direction of the last key, so that an index can serve it. */
export function totalOrder(sort: Sort): Sort {
  const [, direction] = sort.at(-1) ?? ['_id', 1];
  return sort.some(([field]) => field === '_id') ? sort : [...sort, ['_id', direction]];
}

/** Returns the documents of a page that the caller is allowed to see. */
export async function list(
  runtime: ResourceRuntime,
  { filter, sort, ...page }: FindQuery,
  { caller, signal }: OperationContext,
): Promise<Outcome<readonly Document[]>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  return succeed(
    await runtime.documents.find(restrictFilter(filter, allowed.value), { ...page, sort: totalOrder(sort), signal }),
  );
}

/** Counts the documents that the caller is allowed to see, as `Totals` does. */
export async function count(
  runtime: ResourceRuntime,
  filter: Filter,
  { caller, signal }: OperationContext,
): Promise<Outcome<number>> {
  const allowed = authorize(runtime, 'read', caller);
  return allowed.ok
    ? succeed(await runtime.totals.count(allOf(filter, allowed.value === true ? {} : allowed.value), { signal }))
    : allowed;
}

/** Whether a document that the caller is allowed to see matches. It sorts nothing. */
export async function exists(
  runtime: ResourceRuntime,
  filter: Filter,
  { caller, signal }: OperationContext,
): Promise<Outcome<boolean>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  return succeed((await runtime.documents.findOne(restrictFilter(filter, allowed.value), { signal })) !== undefined);
}

/** A page of a list, and the number of documents on all pages. */
export interface DocumentPage {
  readonly documents: readonly Document[];
  /** It is not less than the number of documents that were read to get here. */
  readonly total: number;
  /** Whether there are documents after those of the page. */
  readonly hasMore: boolean;
}

/** A query for a page of a list. */
export interface PageQuery extends FindQuery {
  /** The references that the documents of the list share. */
  readonly list: ParentReferences;
  /** The position after which the page begins; `skip` does not count then. */
  readonly after?: CursorPosition | undefined;
}

/**
 * Returns a page of the documents that the caller is allowed to see. Fails with `NotFound` if the list is empty and its
 * parent does not exist.
 */
export async function page(
  runtime: ResourceRuntime,
  { list: parent, ...query }: PageQuery,
  context: OperationContext,
): Promise<Outcome<DocumentPage>> {
  const found = await findPage(runtime, { ...query, filter: allOf(parent, query.filter) }, context);
  if (!found.ok || found.value.total > 0) return found;
  const missing = await missingParent(runtime.definition, { list: parent, as: 'service' }, context);
  return missing === undefined ? found : fail(missing);
}

/** Fails as a page of a list does: if the caller may not read it, or it is empty and its parent does not exist. */
export async function checkList(
  runtime: ResourceRuntime,
  parent: ParentReferences,
  context: OperationContext,
): Promise<Outcome<undefined>> {
  const found = await exists(runtime, parent, context);
  if (!found.ok) return found;
  const missing = found.value
    ? undefined
    : await missingParent(runtime.definition, { list: parent, as: 'service' }, context);
  return missing === undefined ? succeed(undefined) : fail(missing);
}

/** Finds a page, with one document more, and its total. The last page gives the total without a count. */
async function findPage(
  runtime: ResourceRuntime,
  { filter, sort, limit, skip = 0, after }: Omit<PageQuery, 'list'>,
  context: OperationContext,
): Promise<Outcome<DocumentPage>> {
  const order = totalOrder(sort);
  const start =
    after === undefined
      ? { filter, skip }
      : { filter: allOf(filter, filterAfter(order, after, nullablePaths(runtime.definition))) };
  const listed = await list(runtime, { ...start, sort, limit: limit + 1 }, context);
  if (!listed.ok) return listed;
  const documents = listed.value.slice(0, limit);
  const hasMore = listed.value.length > limit;
  const seen = after === undefined && documents.length > 0 ? skip + listed.value.length : listed.value.length;
  const isLast = after === undefined && !hasMore && (documents.length > 0 || skip === 0);
  if (isLast) return succeed({ documents, total: seen, hasMore });
  const total = await count(runtime, filter, context);
  return total.ok ? succeed({ documents, total: Math.max(total.value, seen), hasMore }) : total;
}

/** Returns the first documents of each group that the caller is allowed to see, in one query of the store. */
export async function listGroups(
  runtime: ResourceRuntime,
  query: GroupedFindQuery,
  { caller, signal }: OperationContext,
): Promise<Outcome<Map<string, Document[]>>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  const { by, keys, filter, sort, limit } = query;
  return succeed(
    await runtime.documents.findGroups(
      { by, keys, filter: restrictFilter(filter, allowed.value), signal },
      { sort: totalOrder(sort), limit },
    ),
  );
}

/** Counts the documents of each group that the caller is allowed to see, in one query of the store. */
export async function countGroups(
  runtime: ResourceRuntime,
  { by, keys, filter }: Pick<GroupedFindQuery, 'by' | 'keys' | 'filter'>,
  { caller, signal }: OperationContext,
): Promise<Outcome<Map<string, number>>> {
  const allowed = authorize(runtime, 'read', caller);
  return allowed.ok
    ? succeed(await runtime.documents.countGroups({ by, keys, filter: restrictFilter(filter, allowed.value), signal }))
    : allowed;
}

/** The existing documents among some `_id`s. */
export interface VisibleDocuments {
  /** The documents that the caller is allowed to see, by `_id`. */
  readonly visible: ReadonlyMap<string, Document>;
  /** The `_id`s of the documents that the caller is not allowed to see. */
  readonly hidden: ReadonlySet<string>;
}

/** Finds the documents with these `_id`s, in one query of the store. */
export async function find(
  runtime: ResourceRuntime,
  ids: readonly string[],
  { caller, signal }: OperationContext,
): Promise<Outcome<VisibleDocuments>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  const documents = await runtime.documents.find(restrictFilter({ _id: { $in: ids } }, true), { signal });
  const isVisible = (document: Document): boolean => permits(allowed.value, document);
  return succeed({
    visible: new Map(documents.filter(isVisible).map((document) => [document._id, document])),
    hidden: new Set(documents.filter((document) => !isVisible(document)).map(({ _id }) => _id)),
  });
}
