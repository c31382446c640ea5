import nedb from '@seald-io/nedb';
import type { Stored } from './port.ts';

// The package's types describe the default import from an ES module as its namespace instead of the class.
const Datastore = nedb as unknown as typeof nedb.default;
export type Datastore<D extends Stored> = InstanceType<typeof Datastore<D>>;

/** Milliseconds between compactions of a file, which drop overwritten and removed documents. */
const compactionMs = 600_000;
/** The maximum share of unreadable lines, such as a write that a crash truncated, in a file that can be loaded. */
const corruptShare = 0.1;

/** Loads the file of a collection, or creates the collection in memory if `filename` is undefined. */
export async function loadDatastore(filename: string | undefined): Promise<Datastore<Stored>> {
  const options = filename === undefined ? { inMemoryOnly: true } : { filename, corruptAlertThreshold: corruptShare };
  const datastore = new Datastore<Stored>(options);
  await datastore.loadDatabaseAsync();
  if (filename !== undefined) datastore.setAutocompactionInterval(compactionMs);
  return datastore;
}
