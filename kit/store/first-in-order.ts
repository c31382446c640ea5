import { isObject } from '../util/is-object.ts';
import { readIndex, type Datastore } from './embedded-datastore.ts';
import { compileQuery } from './embedded-match.ts';
import type { NedbQuery } from './embedded-query.ts';
import { walkIndex, type IndexNode } from './index-walk.ts';
import type { Sort, Stored } from './port.ts';
import { comparing } from './sorting.ts';

/** The first documents of a sorted query. */
export interface OrderedQuery {
  readonly query: NedbQuery;
  readonly sort: Sort;
  /** The number of documents. */
  readonly count: number;
}

/** Whether an index serves the order: that of one field, with ties in the order of `_id`. */
const isServed = ([, second, ...others]: Sort): boolean =>
  others.length === 0 && (second === undefined || second[0] === '_id');

/** Most documents that are looked at for so many matches. Beyond, sorting all that match is not much slower. */
const maxVisited = (count: number): number => 2 * count + 1000;

const boundsOf = (condition: unknown): readonly [lower: unknown, upper: unknown] => {
  if (!isObject(condition) || condition instanceof Date) return [undefined, undefined];
  const { $gt, $gte = $gt, $lt, $lte = $lt } = condition;
  return [$gte, $lte];
};

/**
 * Returns the first matching documents in order, by walking through the index of the first field of the order; they are
 * those of the datastore, not copies. Returns undefined if no index serves the order, or if few documents match.
 */
export async function firstInOrder(
  datastore: Datastore<Stored>,
  { query, sort, count }: OrderedQuery,
): Promise<readonly Stored[] | undefined> {
  const [field, direction] = sort[0] ?? [];
  if (field === undefined || direction === undefined || !isServed(sort)) return undefined;
  const [lower, upper] = boundsOf(query[field]);
  const [from, to] = direction === 1 ? [lower, upper] : [upper, lower];
  return readIndex(datastore, field, (root: IndexNode) => {
    const matches = compileQuery(query);
    const found: Stored[] = [];
    let visited = 0;
    for (const { data } of walkIndex({ root, direction, from, to })) {
      visited += data.length;
      if (visited > maxVisited(count)) return undefined;
      const matching = data.filter(matches);
      found.push(...(matching.length > 1 ? matching.sort(comparing(sort)) : matching));
      if (found.length >= count) break;
    }
    return found;
  });
}
