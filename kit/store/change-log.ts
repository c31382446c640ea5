import { ChangesLostError, type ChangeFeed, type ChangesOptions, type DocumentChange, type Stored } from './port.ts';

/** The most recent changes of a collection, in memory. */
export interface ChangeLog<D extends Stored = Stored> {
  /** The position after the last change. */
  last(): string;
  append(change: DocumentChange<D>): void;
  /** Ends all feeds when they have told the changes that are kept; with an error, if there is one. */
  end(error?: Error): void;
  /** Returns the changes from now on, as they come. */
  live(options: LogFeedOptions): ChangeFeed<D>;
  /** Returns the changes after a token, as they come; undefined if they are not kept any more. */
  feedAfter(token: string, options: LogFeedOptions): ChangeFeed<D> | undefined;
}

export interface LogFeedOptions extends Pick<ChangesOptions, 'signal'> {
  /** Called once, when the feed has ended. */
  readonly onEnd?: () => void;
}

export interface ChangeLogSettings {
  /** The position where the log begins. */
  readonly origin: string;
  /** The number of changes that are kept, which is how far a listener may fall behind. */
  readonly kept: number;
}

/** The default number of changes that are kept for listeners. */
export const defaultChangesKept = 5000;

/** Creates the error of a listener that has fallen behind, or comes back too late. */
export const changesLost = (cause?: unknown): ChangesLostError =>
  new ChangesLostError('changes were missed: read the documents anew', { cause });

interface LogState<D extends Stored> {
  readonly entries: DocumentChange<D>[];
  /** The number of the first entry. */
  first: number;
  /** The position before the first entry. */
  start: string;
  ended: { readonly error: Error | undefined } | undefined;
  /** Resumes the feeds that wait for a change. */
  readonly waiting: Set<() => void>;
}

const done = { done: true, value: undefined } as const;
type Result<D extends Stored> = IteratorResult<DocumentChange<D>, undefined>;

/** Creates an empty log. */
export function createChangeLog<D extends Stored>({ origin, kept }: ChangeLogSettings): ChangeLog<D> {
  const state: LogState<D> = { entries: [], first: 0, start: origin, ended: undefined, waiting: new Set() };
  const { entries, waiting } = state;
  const last = (): string => entries.at(-1)?.token ?? state.start;
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };

  /** Returns the number of the entry that follows a position; undefined if it is not kept. */
  function numberAfter(token: string): number | undefined {
    if (token === last()) return state.first + entries.length;
    if (token === state.start) return state.first;
    const index = entries.findIndex((entry) => entry.token === token);
    return index === -1 ? undefined : state.first + index + 1;
  }

  return {
    last,
    append: (change) => {
      entries.push(change);
      if (entries.length > kept) {
        state.start = entries.shift()?.token ?? state.start;
        state.first++;
      }
      wakeAll();
    },
    end: (error) => {
      state.ended ??= { error };
      wakeAll();
    },
    live: (options) => openFeed(state, { ...options, token: last(), position: state.first + entries.length }),
    feedAfter: (token, options) => {
      const position = numberAfter(token);
      return position === undefined ? undefined : openFeed(state, { ...options, token, position });
    },
  };
}

interface FeedPosition extends LogFeedOptions {
  readonly token: string;
  /** The number of the next entry. */
  readonly position: number;
}

function openFeed<D extends Stored>(log: LogState<D>, { token, signal, onEnd, ...from }: FeedPosition): ChangeFeed<D> {
  let { position } = from;
  let isOpen = true;
  let resume: (() => void) | undefined;

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    signal?.removeEventListener('abort', close);
    if (resume !== undefined) log.waiting.delete(resume);
    resume?.();
    onEnd?.();
  }
  function fail(error: Error): never {
    close();
    throw error;
  }
  /** Returns the next change, or the end; undefined if neither is known yet. @throws the error that ends the feed */
  function take(): Result<D> | undefined {
    if (!isOpen) return done;
    if (position < log.first) fail(changesLost());
    const value = log.entries[position - log.first];
    if (value !== undefined) return { done: false, value: (position++, value) };
    if (log.ended === undefined) return undefined;
    if (log.ended.error !== undefined) fail(log.ended.error);
    close();
    return done;
  }
  const nextEntry = (): Promise<void> =>
    new Promise((resolve) => {
      resume = resolve;
      log.waiting.add(resolve);
    });
  async function next(): Promise<Result<D>> {
    for (;;) {
      const taken = take();
      if (taken !== undefined) return taken;
      await nextEntry();
    }
  }

  signal?.addEventListener('abort', close);
  if (signal?.aborted === true) close();
  const feed: ChangeFeed<D> = {
    token,
    next,
    return: () => {
      close();
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]: () => feed,
  };
  return feed;
}
