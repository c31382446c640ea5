import type { ChangeLog, LogFeedOptions } from './change-log.ts';
import type { ChangeFeed } from './port.ts';

/** What feeds all listeners of a collection in this process. */
export interface ChangeSource {
  readonly log: ChangeLog;
  /**
   * Opens a feed of the changes after a token that the log does not keep.
   * @throws {ChangesLostError} if they are not known any more.
   */
  resume(token: string, options: LogFeedOptions): Promise<ChangeFeed>;
  close(): Promise<void>;
}

/** How a source of changes is read. */
export interface ChangeSourceSettings {
  /** Milliseconds that an operation may take. */
  readonly timeoutMs: number;
  /** The number of changes that are kept for listeners. */
  readonly changesKept: number;
  /** Milliseconds between two reads of a collection that is polled. */
  readonly pollMs: number;
  /** Writes something to the database, so that change streams reach the present soon. */
  readonly advance: () => Promise<unknown>;
  /** Called when the source has ended by itself, so that nobody joins it any more. */
  readonly onEnd: () => void;
}
