import type { Store } from '../store/port.ts';
import type { Problem } from './problems.ts';
import { transient } from './retry.ts';

/** Finds out whether what was read can still be rolled back. */
export interface DurableReads {
  /**
   * Begins to watch. The returned function makes durable what was read since, and returns a transient problem if the
   * primary changed meanwhile: the one that was read from may have had writes that the next one lacks, or have lacked
   * acknowledged ones.
   * @example
   * const check = durableReads.watch();
   * const found = await documents.findOne({ _id });
   * const problem = await check();
   */
  watch(): () => Promise<Problem | undefined>;
  /** Reads, again if the primary changes, and resolves when no failover can roll back what was read. */
  read<T>(read: () => Promise<T>): Promise<T>;
}

/** Creates the durable reads of a store. */
export function createDurableReads(store: Pick<Store, 'ensureDurableReads'>): DurableReads {
  let term: string | undefined;
  function watch(): () => Promise<Problem | undefined> {
    const before = term;
    return async () => {
      term = await store.ensureDurableReads();
      return term === before ? undefined : transient('the primary server of the database has changed; try again');
    };
  }
  return {
    watch,
    read: async (read) => {
      for (;;) {
        const check = watch();
        const result = await read();
        if ((await check()) === undefined) return result;
      }
    },
  };
}
