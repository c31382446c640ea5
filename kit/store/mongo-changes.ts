import type { Collection as Driver, Db } from 'mongodb';
import { lazy } from '../util/lazy.ts';
import type { ChangeSource, ChangeSourceSettings } from './change-source.ts';
import { openChangeStream } from './change-stream.ts';
import { translateErrors } from './mongo-errors.ts';
import { pollChanges } from './poll-changes.ts';
import type { ChangeFeed, ChangesOptions, Stored } from './port.ts';

/** A source with its listeners. It is closed after the last one. */
interface SharedSource {
  readonly opening: Promise<ChangeSource>;
  listeners: number;
}

/** Creates the feeds of a database: of change streams (replica sets, sharded clusters), or polled (standalone). */
export function createMongoChanges(db: Db, settings: Omit<ChangeSourceSettings, 'onEnd'>) {
  const open = new Set<SharedSource>();
  let hasStreams: Promise<boolean> | undefined;

  async function openSource(driver: Driver<Stored>, onEnd: () => void): Promise<ChangeSource> {
    hasStreams ??= tellsChanges(db);
    hasStreams.catch(() => (hasStreams = undefined));
    const openKind = (await hasStreams) ? openChangeStream : pollChanges;
    return openKind(driver, { ...settings, db, onEnd });
  }

  /** Returns what opens the feeds of a collection. */
  function of(driver: Driver<Stored>): (options: ChangesOptions) => Promise<ChangeFeed> {
    let shared: SharedSource | undefined;

    function join(): SharedSource {
      const forget = (): void => void (shared === source && (shared = undefined));
      const source: SharedSource = shared ?? { opening: openSource(driver, forget), listeners: 0 };
      shared = source;
      open.add(source);
      source.listeners++;
      return source;
    }
    function leave(source: SharedSource): void {
      if (--source.listeners > 0) return;
      if (shared === source) shared = undefined;
      open.delete(source);
      // One that could not be opened has told its listeners.
      void source.opening.then((opened) => opened.close()).catch(() => undefined);
    }
    return async ({ after, signal }) => {
      const source = join();
      const onEnd = lazy(() => leave(source));
      try {
        const { log, resume } = await source.opening;
        if (after === undefined) return log.live({ signal, onEnd });
        return log.feedAfter(after, { signal, onEnd }) ?? (await resume(after, { signal, onEnd }));
      } catch (error) {
        onEnd();
        throw error;
      }
    };
  }

  async function close(): Promise<void> {
    const sources = await Promise.allSettled([...open].map(({ opening }) => opening));
    for (const source of sources) if (source.status === 'fulfilled') await source.value.close();
  }
  return { of, close };
}

/** Whether a server has change streams: a member of a replica set, or mongos. */
async function tellsChanges(db: Db): Promise<boolean> {
  const hello = await translateErrors(() => db.admin().command({ hello: 1 }));
  return hello['setName'] !== undefined || hello['msg'] === 'isdbgrid';
}
