import { randomUUID } from 'node:crypto';
import { changesLost, createChangeLog, type ChangeLog } from './change-log.ts';
import { isRemoval, type Change } from './data-lines.ts';
import { recordPersisted, type Datastore } from './embedded-datastore.ts';
import { decode } from './embedded-values.ts';
import type { ChangeFeed, ChangesOptions, DocumentChange, Stored } from './port.ts';

/**
 * Creates the feeds of a datastore. Its changes are kept from the first feed on, in this process: tokens of another one
 * are lost.
 */
export function createEmbeddedChanges(datastore: Datastore<Stored>, kept: number) {
  let log: Promise<ChangeLog> | undefined;
  return {
    open: async ({ after, signal }: ChangesOptions): Promise<ChangeFeed> => {
      const { live, feedAfter } = await (log ??= startLog(datastore, kept));
      const feed = after === undefined ? live({ signal }) : feedAfter(after, { signal });
      if (feed === undefined) throw changesLost();
      return feed;
    },
    /** Ends all feeds. */
    close: async (): Promise<void> => (await log)?.end(),
  };
}

/** Starts to log what a datastore persists. */
async function startLog(datastore: Datastore<Stored>, kept: number): Promise<ChangeLog> {
  const id = randomUUID();
  let sequence = 0;
  const log = createChangeLog<Stored>({ origin: `${id}-0`, kept });
  await recordPersisted(datastore, (current) => {
    const documents = new Map(current.map((document) => [document._id, document]));
    return (changes) => {
      for (const change of changes) log.append({ token: `${id}-${++sequence}`, ...applyTo(documents, change) });
    };
  });
  return log;
}

/** Applies a change to documents of a datastore. Returns copies of the one that it concerns, before and after. */
function applyTo(documents: Map<string, Stored>, change: Change): Pick<DocumentChange, 'before' | 'after'> {
  const before = documents.get(change._id);
  if (isRemoval(change)) documents.delete(change._id);
  else documents.set(change._id, change);
  return { ...(before && { before: decode(before) }), ...(!isRemoval(change) && { after: decode(change) }) };
}
