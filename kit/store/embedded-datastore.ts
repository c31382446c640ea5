import nedb from '@seald-io/nedb';
import type { Stored } from './port.ts';

// The package's types give its namespace, not the class, to a default import from an ES module.
const Datastore = nedb as unknown as typeof nedb.default;
export type Datastore<D extends Stored> = InstanceType<typeof Datastore<D>>;

/** Milliseconds between rewrites of a file without what was overwritten and removed. */
const compactionMs = 600_000;
/** The share of a file's lines that may be unreadable (a write that a crash cut off) before it is refused. */
const corruptShare = 0.1;

/** Loads a collection's file, or opens it in memory when `filename` is undefined. */
export async function loadDatastore(filename: string | undefined): Promise<Datastore<Stored>> {
  const options = filename === undefined ? { inMemoryOnly: true } : { filename, corruptAlertThreshold: corruptShare };
  const datastore = new Datastore<Stored>(options);
  await datastore.loadDatabaseAsync();
  if (filename !== undefined) datastore.setAutocompactionInterval(compactionMs);
  return datastore;
}
