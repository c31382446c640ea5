import type { Collection as Driver } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { poll } from '../util/poll.ts';
import { changesLost, createChangeLog } from './change-log.ts';
import type { ChangeSource, ChangeSourceSettings } from './change-source.ts';
import { translateErrors } from './mongo-errors.ts';
import { decode } from './mongo-values.ts';
import { StoreUnavailableError, type DocumentChange, type Stored } from './port.ts';

/** The pause between two reads is at least this many times as long as a read. */
const pauseRatio = 10;

/**
 * Compares a collection with its state before, again and again. Changes of a document between two reads are told as one,
 * and one that was inserted and removed in between is not told. Their order is that of `_id`, removals last. Tokens are
 * known as long as the collection is polled.
 */
export async function pollChanges(
  driver: Driver<Stored>,
  { timeoutMs, changesKept, pollMs, onEnd }: ChangeSourceSettings,
): Promise<ChangeSource> {
  const read = async (): Promise<Map<string, Stored>> => {
    const found = await translateErrors(() => driver.find({}, { maxTimeMS: timeoutMs, sort: { _id: 1 } }).toArray());
    return new Map(found.map((document) => [document._id, document]));
  };
  const id = randomUUID();
  let sequence = 0;
  const log = createChangeLog<Stored>({ origin: `${id}-0`, kept: changesKept });
  let documents = await read();
  let pausedUntil = 0;

  async function tellChanges(): Promise<boolean> {
    const startedAt = performance.now();
    if (startedAt < pausedUntil) return true;
    const next = await read();
    for (const change of differences(documents, next)) log.append({ token: `${id}-${++sequence}`, ...change });
    documents = next;
    pausedUntil = performance.now() + pauseRatio * (performance.now() - startedAt);
    return true;
  }
  const polling = poll({
    intervalMs: pollMs,
    immediate: false,
    task: tellChanges,
    onError: (error) => {
      if (error instanceof StoreUnavailableError) return;
      log.end(changesLost(error));
      onEnd();
      void polling.close();
    },
  });
  return {
    log,
    resume: () => Promise.reject(changesLost()),
    close: async () => {
      log.end();
      await polling.close();
    },
  };
}

/** Returns what has changed from one state of a collection to the next. */
function* differences(
  previous: ReadonlyMap<string, Stored>,
  next: ReadonlyMap<string, Stored>,
): Generator<Pick<DocumentChange, 'before' | 'after'>> {
  for (const [id, after] of next) {
    const before = previous.get(id);
    if (before === undefined) yield { after: decode(after) };
    else if (!isDeepStrictEqual(before, after)) yield { before: decode(before), after: decode(after) };
  }
  for (const [id, before] of previous) if (!next.has(id)) yield { before: decode(before) };
}
