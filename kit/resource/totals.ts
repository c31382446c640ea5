import { LRUCache } from 'lru-cache';
import { Decimal } from '../util/decimal.ts';
import type { Collection, Filter, ReadOptions } from '../store/port.ts';
import { allOf } from './all-of.ts';
import type { TotalsLimits } from './limits.ts';
import { committedFilter, pendingCreationFilter, pendingWriteFilter } from './pending-writes/pending-write.ts';

/** Counts the committed documents that match filters, for the totals of lists. */
export interface Totals {
  /**
   * Returns the number of matching documents. It is exact below the limit; a greater one was counted at most `keptMs`
   * ago, with other documents that were created or removed at that moment or without them.
   */
  count(filter: Filter, options?: ReadOptions): Promise<number>;
}

/** The number of filters whose totals are kept. */
const maxKept = 1000;

/** Returns a text that is the same for equal filters alone. */
export const keyOf = (filter: Filter): string =>
  JSON.stringify(filter, function (this: Readonly<Record<string, unknown>>, name, value: unknown) {
    const original = this[name];
    if (original instanceof RegExp) return { $regex: [original.source, original.flags] };
    if (original instanceof Date) return { $date: original.getTime() };
    return original instanceof Decimal ? { $decimal: original.toString() } : value;
  });

/** Creates the totals of a collection. Concurrent requests for the total of many documents share one count. */
export function createTotals(documents: Pick<Collection, 'count'>, { exactBelow, keptMs }: TotalsLimits): Totals {
  const kept = new LRUCache<string, Promise<number>>({ maxSize: maxKept, sizeCalculation: () => 1, ttl: keptMs });

  /** Counts by indexes alone where they select the documents: whether a creation is pending is in no index of those. */
  async function countMany(filter: Filter): Promise<number> {
    const pending = await documents.count(allOf(filter, pendingWriteFilter, pendingCreationFilter));
    return (await documents.count(filter)) - pending;
  }

  function keep(key: string, counting: Promise<number>): Promise<number> {
    kept.set(key, counting);
    counting.catch(() => kept.delete(key));
    return counting;
  }

  return {
    count: async (filter, options = {}) => {
      const key = keyOf(filter);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const few = await documents.count(allOf(filter, committedFilter), { ...options, limit: exactBelow });
      return few < exactBelow ? few : (kept.get(key) ?? keep(key, countMany(filter)));
    },
  };
}
