import { changesLost } from '../../../kit/store/change-log.ts';
import { toNedbQuery } from '../../../kit/store/embedded-query.ts';
import { encode } from '../../../kit/store/embedded-values.ts';
import type { Collection, Filter, Grouping, Store, Stored, Update } from '../../../kit/store/port.ts';
import type { Database } from './database.ts';
import type { GroupQuery, Table, UpsertQuery } from './tables.ts';

/** An operation of a store, which takes effect at one moment. */
export interface StoreOperation<T> {
  /** What it does, such as `insert events`. */
  readonly label: string;
  readonly isWrite: boolean;
  /** Takes effect, and returns the result. */
  readonly execute: () => T;
}

/** Decides when an operation takes effect, when its result arrives, and whether it does. */
export type Perform = <T>(operation: StoreOperation<T>) => Promise<T>;

/** Performs each operation at once, and commits it. */
export const performAtOnce =
  (database: Database): Perform =>
  async ({ execute }) => {
    const result = execute();
    database.commit();
    return result;
  };

const groupQuery = ({ by, keys, filter }: Grouping): GroupQuery => ({
  by,
  query: toNedbQuery({ $and: [{ [by]: { $in: keys } }, filter] }),
});

const upsertQuery = (filter: Filter): UpsertQuery => {
  const equalities = Object.entries(encode(filter)).filter(
    ([key, value]) => !key.startsWith('$') && (typeof value !== 'object' || value instanceof Date),
  );
  return { query: toNedbQuery(filter), inserted: Object.fromEntries(equalities) as unknown as Stored };
};

const modifiersOf = ({ $pull, ...update }: Update): object => ({
  ...encode(update),
  ...($pull === undefined
    ? {}
    : { $pull: Object.fromEntries(Object.entries($pull).map(([field, filter]) => [field, toNedbQuery(filter)])) }),
});

function collectionOf(table: Table, database: Database, perform: Perform): Collection {
  const run = <T>(name: string, isWrite: boolean, execute: () => T): Promise<T> =>
    perform({ label: `${name} ${table.name}`, isWrite, execute });
  return {
    insert: (documents) => {
      const encoded = documents.map(encode);
      return run('insert', true, () => table.insert(encoded));
    },
    find: (filter, options) => {
      const query = toNedbQuery(filter);
      return run('find', false, () => table.find(query, options));
    },
    findOne: (filter) => {
      const query = toNedbQuery(filter);
      return run('findOne', false, () => table.find(query, { limit: 1 })[0]);
    },
    count: (filter, options) => {
      const query = toNedbQuery(filter);
      return run('count', false, () => table.count(query, options));
    },
    findGroups: (grouping, options) => {
      const query = groupQuery(grouping);
      return run('findGroups', false, () => table.findGroups(query, options));
    },
    countGroups: (grouping) => {
      const query = groupQuery(grouping);
      return run('countGroups', false, () => table.countGroups(query));
    },
    update: (filter, update) => {
      const [query, modifiers] = [toNedbQuery(filter), modifiersOf(update)];
      return run('update', true, () => table.update(query, modifiers));
    },
    updateMany: (filter, update) => {
      const [query, modifiers] = [toNedbQuery(filter), modifiersOf(update)];
      return run('updateMany', true, () => table.updateMany(query, modifiers));
    },
    upsert: (filter, update) => {
      const [query, modifiers] = [upsertQuery(filter), modifiersOf(update)];
      return run('upsert', true, () => table.upsert(query, modifiers));
    },
    remove: (filter) => {
      const query = toNedbQuery(filter);
      return run('remove', true, () => table.remove(query));
    },
    removeMany: (filter) => {
      const query = toNedbQuery(filter);
      return run('removeMany', true, () => table.removeMany(query));
    },
    changes: async ({ after, signal } = {}) => {
      const log = database.changesOf(table);
      const feed = after === undefined ? log.live({ signal }) : log.feedAfter(after, { signal });
      if (feed === undefined) throw changesLost();
      return feed;
    },
  };
}

/** Creates a store on a database in memory. */
export function createSimulatedStore(database: Database, perform: Perform = performAtOnce(database)): Store {
  const opened = new Map<string, Collection>();
  return {
    description: 'a simulated store',
    collection: async <D extends Stored>(name: string, indexes = []) => {
      const collection = opened.get(name) ?? collectionOf(database.table(name, indexes), database, perform);
      opened.set(name, collection);
      return collection as unknown as Collection<D>;
    },
    // A write that a majority acknowledges: with it, a majority has all writes before it.
    ensureDurableReads: () =>
      perform({ label: 'ensureDurableReads', isWrite: true, execute: () => `${database.failovers}` }),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
