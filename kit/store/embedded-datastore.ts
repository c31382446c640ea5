import nedb from '@seald-io/nedb';
import { poll, type PollRun } from '../util/poll.ts';
import { isRemoval, type Change } from './data-lines.ts';
import { recoverDataFile, type RepairSettings } from './data-repair.ts';
import { openDocumentFile, type DocumentFile } from './document-file.ts';
import { messageOf } from '../util/system-error.ts';
import { duplicatesError } from './duplicates-error.ts';
import { replaceUnchangedKeysInPlace, type DatastoreIndex } from './embedded-indexes.ts';
import type { NedbQuery } from './embedded-query.ts';
import type { IndexNode } from './index-walk.ts';
import type { Index, Stored } from './port.ts';
import type { WriteGate } from './write-gate.ts';

// The package's types describe the default import from an ES module as its namespace instead of the class.
const Datastore = nedb as unknown as typeof nedb.default;
export type Datastore<D extends Stored> = InstanceType<typeof Datastore<D>>;

/** The members of a datastore that the types of the package leave out. Its version is pinned. */
interface DatastoreInternals {
  readonly executor: {
    /** Runs a task after the operations that were started before. */
    pushAsync: <T>(task: () => Promise<T>) => Promise<T>;
  };
  /** Returns the documents that an index selects for a query, or all. They may not match. */
  _getCandidatesAsync: (query: NedbQuery) => Promise<Stored[]>;
  readonly indexes: Readonly<Record<string, DatastoreIndex>>;
  readonly persistence: {
    /** Persists the changes of an operation: after they are made in memory, before the next operation starts. */
    persistNewStateAsync: (changes: readonly Change[]) => Promise<void>;
  };
}

const internalsOf = (datastore: Datastore<Stored>) => datastore as unknown as DatastoreInternals;

/**
 * Returns the documents among which the matches of a query are, as they are now. They are those of the datastore, not
 * copies; later operations replace documents and do not modify them.
 */
export const candidatesOf = (datastore: Datastore<Stored>, query: NedbQuery): Promise<Stored[]> => {
  const internals = internalsOf(datastore);
  return internals.executor.pushAsync(() => internals._getCandidatesAsync(query));
};

/**
 * Calls `read` with the root of the index on a field, which has all documents as they are now; undefined if there is no
 * such index. Operations wait while it reads.
 */
export const readIndex = <T>(
  datastore: Datastore<Stored>,
  field: string,
  read: (root: IndexNode) => T,
): Promise<T | undefined> => {
  const { executor, indexes } = internalsOf(datastore);
  const index = Object.hasOwn(indexes, field) ? indexes[field] : undefined;
  if (index === undefined || index.sparse) return Promise.resolve(undefined);
  return executor.pushAsync(async () => read(index.tree.tree));
};

/** Receives the changes of an operation. */
type RecordChanges = (changes: readonly Change[]) => void;

/**
 * Calls `start` with the documents of this moment, which are not copies, and what it returns with the changes of each
 * operation from then on, after they are persisted and before they are acknowledged.
 */
export function recordPersisted(
  datastore: Datastore<Stored>,
  start: (documents: readonly Stored[]) => RecordChanges,
): Promise<void> {
  const { executor, persistence } = internalsOf(datastore);
  return executor.pushAsync(() => {
    const persist = persistence.persistNewStateAsync.bind(persistence);
    const record = start(datastore.getAllData());
    persistence.persistNewStateAsync = async (changes) => {
      await persist(changes);
      record(changes);
    };
    return Promise.resolve();
  });
}

/** Milliseconds between compactions of a file, which drop overwritten and removed documents. */
const compactionMs = 600_000;

/** Creates a datastore in memory, with documents and indexes. @throws an error that names documents with equal keys */
export async function createDatastore(
  indexes: readonly Index[],
  documents: readonly Stored[] = [],
): Promise<Datastore<Stored>> {
  const datastore = new Datastore<Stored>({ inMemoryOnly: true });
  internalsOf(datastore).indexes['_id']?.insert(documents);
  for (const { fields, unique, sparse = false } of indexes)
    await datastore.ensureIndexAsync({ fieldName: [...fields], unique, sparse }).catch((error: unknown) => {
      throw duplicatesError(documents, fields) ?? error;
    });
  for (const index of Object.values(internalsOf(datastore).indexes)) replaceUnchangedKeysInPlace(index);
  return datastore;
}

/** The file of a datastore, and what guards it. */
export interface DatastoreFile extends RepairSettings {
  readonly file: string;
  readonly gate: WriteGate;
}

/** A datastore on a file. */
export interface OpenDatastore {
  readonly datastore: Datastore<Stored>;
  close(): Promise<void>;
}

/**
 * Opens the datastore of a file. The documents are in memory. Each change is appended to the file before it is
 * acknowledged or visible; one that cannot be appended is taken back from memory.
 * @throws {DataFileDamagedError} if the file has lines that cannot be read.
 */
export async function openDatastore(indexes: readonly Index[], settings: DatastoreFile): Promise<OpenDatastore> {
  const { file, gate, log } = settings;
  const content = await recoverDataFile(file, settings);
  const datastore = await createDatastore(indexes, [...content.documents.values()]).catch((cause: unknown) => {
    throw new Error(`${file} cannot be opened: ${messageOf(cause)}`, { cause });
  });
  const documentFile = await openDocumentFile(file, content);
  if (content.unreadable.length > 0) await documentFile.rewrite();
  const warn = (error: unknown): void => log.warn({ err: error }, `${file} could not be compacted`);
  await documentFile.compact().catch(warn);
  persistTo(datastore, { documentFile, gate });
  const compaction = poll({
    intervalMs: compactionMs,
    immediate: false,
    task: () => documentFile.compact().then(() => true),
    onError: (error, { failures }: PollRun) => (failures === 0 ? warn(error) : undefined),
  });
  const close = async (): Promise<void> => {
    await compaction.close();
    await documentFile.compact().catch(warn);
    await documentFile.close();
  };
  return { datastore, close };
}

/** Makes a datastore append its changes to a file, and take back in memory what could not be appended. */
function persistTo(
  datastore: Datastore<Stored>,
  { documentFile, gate }: { readonly documentFile: DocumentFile; readonly gate: WriteGate },
): void {
  const { indexes, persistence } = internalsOf(datastore);

  function takeBack(changes: readonly Change[]): void {
    const made = changes.filter((change) => !isRemoval(change));
    const previous = changes.flatMap(({ _id }) => documentFile.get(_id) ?? []);
    for (const index of Object.values(indexes)) {
      index.remove(made);
      index.insert(previous);
    }
  }

  persistence.persistNewStateAsync = async (changes) => {
    if (changes.length === 0) return;
    try {
      await gate.enter();
      await documentFile.append(changes);
    } catch (error) {
      takeBack(changes);
      throw gate.close(error, () => documentFile.verify());
    }
  };
}
