import type { Log } from '../util/log.ts';
import { poll } from '../util/poll.ts';
import { findMismatches, type ComparedService } from './mismatches.ts';
import type { RootWatcher } from './root-watcher.ts';

export interface MismatchSettings extends ComparedService {
  readonly root: Pick<RootWatcher, 'links'>;
  readonly log: Pick<Log, 'warn'>;
  /** Milliseconds between two comparisons. Services that start or move have that long to be found. */
  readonly intervalMs?: number;
}

/** Watches what does not fit between a service and the others. */
export interface MismatchWatcher {
  /** Returns a sentence for each mismatch that the last two comparisons found. */
  current(): readonly string[];
  close(): Promise<void>;
}

/** Compares a service with the others periodically, and logs each mismatch that stays once. */
export function watchMismatches({ root, log, intervalMs = 10_000, ...service }: MismatchSettings): MismatchWatcher {
  const logged = new Set<string>();
  let previous: readonly string[] = [];
  let lasting: readonly string[] = [];

  function compare(): Promise<boolean> {
    const links = root.links();
    const found = links === undefined ? [] : findMismatches(links, service);
    lasting = found.filter((mismatch) => previous.includes(mismatch));
    for (const mismatch of lasting.filter((each) => !logged.has(each))) {
      logged.add(mismatch);
      log.warn(mismatch);
    }
    previous = found;
    return Promise.resolve(true);
  }

  const polling = poll({ task: compare, intervalMs, immediate: false });
  return { current: () => lasting, close: () => polling.close() };
}
