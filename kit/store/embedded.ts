import path from 'node:path';
import { lockDirectory } from './directory-lock.ts';
import { collectionOf } from './embedded-collection.ts';
import { loadDatastore, type Datastore } from './embedded-datastore.ts';
import { lazy } from '../util/lazy.ts';
import type { Collection, Index, Store, Stored } from './port.ts';

export interface EmbeddedSettings {
  /** The directory of the files; undefined keeps the documents in memory only. */
  readonly directory: string | undefined;
  /** Milliseconds to wait for another process to release the directory; 0 by default. */
  readonly lockWaitMs?: number;
}

/**
 * Opens the embedded store: one file for each collection, one process for each directory. Acknowledged writes survive a
 * crash of the process, but not necessarily one of the machine: files are not synced to the disk at each write.
 * @throws {DirectoryInUseError} if another process uses the directory.
 * @throws {DirectoryNotWritableError} if the directory cannot be written.
 */
export async function openEmbedded({ directory, lockWaitMs = 0 }: EmbeddedSettings): Promise<Store> {
  const unlock = directory === undefined ? () => Promise.resolve() : await lockDirectory(directory, { waitMs: lockWaitMs });
  const opened = new Map<
    string,
    Promise<{ readonly datastore: Datastore<Stored>; readonly collection: Collection<Stored> }>
  >();

  async function open(name: string, indexes: readonly Index[]) {
    const datastore = await loadDatastore(directory === undefined ? undefined : path.join(directory, `${name}.db`));
    for (const index of withFirstFields(indexes))
      await datastore.ensureIndexAsync({
        fieldName: [...index.fields],
        unique: index.unique,
        sparse: index.sparse ?? false,
      });
    return { datastore, collection: collectionOf(datastore, indexes) };
  }

  async function closeAll(): Promise<void> {
    for (const { datastore } of await Promise.all(opened.values())) {
      datastore.stopAutocompaction();
      await datastore.compactDatafileAsync();
    }
    await unlock();
  }

  return {
    description: directory === undefined ? 'memory' : directory,
    collection: async <D extends Stored>(name: string, indexes: readonly Index[] = []) => {
      const opening = opened.get(name) ?? open(name, indexes);
      opened.set(name, opening);
      return (await opening).collection as unknown as Collection<D>;
    },
    ensureDurableReads: () => Promise.resolve(),
    ping: () => Promise.resolve(),
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
