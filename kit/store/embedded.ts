import path from 'node:path';
import { createLog, type Log } from '../util/log.ts';
import { lazy } from '../util/lazy.ts';
import { defaultChangesKept } from './change-log.ts';
import { lockDirectory } from './directory-lock.ts';
import { createEmbeddedChanges } from './embedded-changes.ts';
import { collectionOf } from './embedded-collection.ts';
import { createDatastore, openDatastore, type OpenDatastore } from './embedded-datastore.ts';
import type { Collection, Index, Store, Stored } from './port.ts';
import { createWriteGate } from './write-gate.ts';

export interface EmbeddedSettings {
  /** The directory of the files; undefined keeps the documents in memory only. */
  readonly directory: string | undefined;
  /** Milliseconds to wait for another process to release the directory; 0 by default. */
  readonly lockWaitMs?: number;
  /** Whether files with unreadable lines are opened without these lines; false by default. */
  readonly repair?: boolean;
  /** The number of changes that are kept for listeners; 5000 by default. */
  readonly changesKept?: number;
}

interface OpenCollection extends OpenDatastore {
  readonly collection: Collection<Stored>;
}

/** Where the collections of a store are. */
interface Location {
  open(name: string, indexes: readonly Index[]): Promise<OpenDatastore>;
  /** Rejects if writes are impossible. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const memory: Location = {
  open: async (_name, indexes) => ({
    datastore: await createDatastore(indexes),
    close: () => Promise.resolve(),
  }),
  ping: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

async function openDirectory(
  directory: string,
  { lockWaitMs = 0, repair = false, log }: EmbeddedSettings & { readonly log: Log },
): Promise<Location> {
  const unlock = await lockDirectory(directory, { waitMs: lockWaitMs });
  const gate = createWriteGate(directory, log);
  return {
    open: (name, indexes) => openDatastore(indexes, { file: path.join(directory, `${name}.db`), gate, repair, log }),
    ping: () => gate.enter(),
    close: unlock,
  };
}

/**
 * Opens the embedded store: one file for each collection, one process for each directory. Acknowledged writes survive a
 * crash of the process, but not necessarily one of the machine: files are not synced to the disk at each write. While
 * the directory cannot be written, for instance because the disk is full, writes throw `StoreNotWritableError`, `ping`
 * does too, and reads go on.
 * @throws {DirectoryInUseError} if another process uses the directory.
 * @throws {DirectoryNotWritableError} if the directory cannot be written.
 */
export async function openEmbedded(settings: EmbeddedSettings, log: Log = createLog('store')): Promise<Store> {
  const { directory, changesKept = defaultChangesKept } = settings;
  const location = directory === undefined ? memory : await openDirectory(directory, { ...settings, log });
  const opened = new Map<string, Promise<OpenCollection>>();

  async function open(name: string, indexes: readonly Index[]): Promise<OpenCollection> {
    const { datastore, close } = await location.open(name, withFirstFields(indexes));
    const changes = createEmbeddedChanges(datastore, changesKept);
    const closeBoth = async (): Promise<void> => {
      await changes.close();
      await close();
    };
    return { datastore, collection: collectionOf(datastore, { indexes, openChanges: changes.open }), close: closeBoth };
  }

  async function closeAll(): Promise<void> {
    for (const collection of await Promise.allSettled(opened.values()))
      if (collection.status === 'fulfilled') await collection.value.close();
    await location.close();
  }

  return {
    description: directory ?? 'memory',
    collection: async <D extends Stored>(name: string, indexes: readonly Index[] = []) => {
      const opening = opened.get(name) ?? open(name, indexes);
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      return (await opening).collection as unknown as Collection<D>;
    },
    ensureDurableReads: () => Promise.resolve(undefined),
    ping: () => location.ping(),
    close: lazy(closeAll),
  };
}

/** Adds an index on the first field of each compound index, because NeDB's lookups use only single-field indexes. */
function withFirstFields(indexes: readonly Index[]): readonly Index[] {
  const alone = new Set(indexes.filter(({ fields }) => fields.length === 1).map(({ fields }) => fields[0]));
  const firsts = new Set(
    indexes.flatMap(({ fields: [first = '_id'] }) => (alone.has(first) || first === '_id' ? [] : [first])),
  );
  return [...indexes, ...[...firsts].map((field) => ({ fields: [field], unique: false }))].filter(
    ({ unique, fields }) => unique || fields.length === 1,
  );
}
