import { createChangeLog, defaultChangesKept, type ChangeLog } from '../../../kit/store/change-log.ts';
import { decode } from '../../../kit/store/embedded-values.ts';
import type { Index, Stored } from '../../../kit/store/port.ts';
import { Table } from './tables.ts';

/** The documents of all tables at one time. */
export type DatabaseState = ReadonlyMap<string, readonly Stored[]>;

/**
 * The database of one service, as a replica set has it. A write is visible on the primary at once, and committed when a
 * majority has it. If the primary steps down before, the write is rolled back.
 */
export interface Database {
  table(name: string, indexes: readonly Index[]): Table;
  /** The changes of a table that are committed from the first call on. */
  changesOf(table: Table): ChangeLog;
  /** Commits all writes so far: a majority has them, and no failover takes them back. */
  commit(): void;
  /** Another server becomes the primary. It has all writes that are not committed, or none of them. */
  failOver(loses: 'none' | 'uncommitted'): void;
  /** The number of failovers so far. */
  readonly failovers: number;
  state(): DatabaseState;
}

interface UncommittedWrite {
  readonly table: Table;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

/** Creates a database with these documents, which are committed. */
export function createDatabase(initial: DatabaseState = new Map(), changesKept = defaultChangesKept): Database {
  const tables = new Map<string, Table>();
  const logs = new Map<Table, ChangeLog>();
  let uncommitted: UncommittedWrite[] = [];
  let [sequence, failovers] = [0, 0];

  function open(name: string): Table {
    const created = new Table(name, (table, change) => void uncommitted.push({ table, ...change }));
    for (const document of initial.get(name) ?? []) created.put(document._id, document);
    tables.set(name, created);
    return created;
  }
  function tell({ table, before, after }: UncommittedWrite): void {
    logs.get(table)?.append({
      token: `${++sequence}`,
      ...(before !== undefined && { before: decode(before) }),
      ...(after !== undefined && { after: decode(after) }),
    });
  }
  function commit(): void {
    const committed = uncommitted;
    uncommitted = [];
    for (const write of committed) tell(write);
  }

  return {
    table: (name, indexes) => {
      const table = tables.get(name) ?? open(name);
      table.addIndexes(indexes);
      return table;
    },
    changesOf: (table) => {
      const log = logs.get(table) ?? createChangeLog<Stored>({ origin: `${sequence}`, kept: changesKept });
      logs.set(table, log);
      return log;
    },
    commit,
    failOver: (loses) => {
      if (loses === 'uncommitted')
        for (const { table, before, after } of uncommitted.reverse()) table.put((before ?? after)?._id ?? '', before);
      else commit();
      uncommitted = [];
      failovers++;
    },
    get failovers() {
      return failovers;
    },
    state: () => new Map([...initial, ...[...tables].map(([name, table]) => [name, table.all()] as const)]),
  };
}
