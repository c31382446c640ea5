import { MongoServerError, type Collection as Driver, type Db } from 'mongodb';
import { createConcurrencyLimit } from '../util/concurrency-limit.ts';
import { poll } from '../util/poll.ts';
import { changesLost, createChangeLog, type ChangeLog, type LogFeedOptions } from './change-log.ts';
import type { ChangeSource, ChangeSourceSettings } from './change-source.ts';
import { translateErrors } from './mongo-errors.ts';
import { readStream, type StreamSettings } from './read-stream.ts';
import { currentPosition, keepImages } from './stream-start.ts';
import { StoreUnavailableError, type ChangeFeed, type DocumentChange, type Stored } from './port.ts';

/** The pauses before a change stream is opened again, while the store is unreachable. */
const backoff = { initialMs: 100, maxMs: 2000 };
/** Milliseconds that the server waits for a change before it answers without one. */
const awaitMs = 1000;
const resumeAwaitMs = 50;
/** The maximum number of listeners that read what they missed at the same time. */
const resumeConcurrency = 4;

const isToken = (text: string): boolean => /^[0-9A-F]+$/.test(text);

/**
 * Follows a collection with one change stream, which begins now. The images of documents before and after each change
 * are those of the change itself; the collection is told to keep them (MongoDB 6.0).
 */
export async function openChangeStream(
  driver: Driver<Stored>,
  { db, changesKept, timeoutMs, advance, onEnd }: ChangeSourceSettings & { readonly db: Db },
): Promise<ChangeSource> {
  const settings = { driver, awaitMs: Math.min(awaitMs, timeoutMs / 2) };
  await translateErrors(() => keepImages(db, driver.collectionName));
  const origin = await translateErrors(() => currentPosition(db, driver.collectionName));
  const log = createChangeLog<Stored>({ origin, kept: changesKept });
  let position = origin;
  const following = poll({
    intervalMs: backoff.initialMs,
    backoff,
    task: async ({ signal }) => {
      for await (const { token, change } of readStream(settings, position, signal)) {
        position = token;
        if (change !== undefined) log.append(change);
      }
      return false;
    },
    onError: (error) => {
      if (error instanceof StoreUnavailableError) return;
      log.end(changesLost(error));
      onEnd();
      void following.close();
    },
  });
  const limited = createConcurrencyLimit(resumeConcurrency);
  return {
    log,
    resume: (token, options) => limited(() => resume({ driver, log, changesKept, advance }, token, options)),
    close: async () => {
      log.end();
      await following.close();
    },
  };
}

interface ResumeSettings extends Pick<StreamSettings, 'driver'>, Pick<ChangeSourceSettings, 'changesKept' | 'advance'> {
  readonly log: ChangeLog;
}

/** Tells what a listener missed with a change stream of its own, and goes on with the log. */
async function resume(settings: ResumeSettings, after: string, options: LogFeedOptions): Promise<ChangeFeed> {
  if (!isToken(after)) throw changesLost();
  const live = settings.log.live(options);
  try {
    return prepend(await missedChanges(settings, { after, until: live.token }), live, after);
  } catch (error) {
    await live.return();
    throw error instanceof MongoServerError ? changesLost(error) : error;
  }
}

async function missedChanges(
  { driver, changesKept, advance }: ResumeSettings,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<readonly DocumentChange[]> {
  const missed: DocumentChange[] = [];
  for await (const { token, change } of readStream({ driver, awaitMs: resumeAwaitMs }, after)) {
    if (change !== undefined && token <= until) missed.push(change);
    if (missed.length > changesKept) throw changesLost();
    if (token >= until) break;
    // The position of an idle stream is behind that of one which has just begun.
    if (change === undefined) await advance();
  }
  return missed;
}

/** Tells changes before those of a feed, which may begin with some that the listener knows already. */
function prepend(missed: readonly DocumentChange[], live: ChangeFeed, token: string): ChangeFeed {
  const waiting = [...missed];
  const feed: ChangeFeed = {
    ...live,
    token,
    next: async () => {
      const value = waiting.shift();
      if (value !== undefined) return { done: false, value };
      for (;;) {
        const result = await live.next();
        if (result.done === true || result.value.token > token) return result;
      }
    },
    return: () => {
      waiting.length = 0;
      return live.return();
    },
    [Symbol.asyncIterator]: () => feed,
  };
  return feed;
}
