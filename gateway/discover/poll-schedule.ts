import { poll, type Poll } from '../../kit/util/poll.ts';

/** What a poll schedule reads, and how often. */
export interface PollScheduleParts {
  /** Reads one service. Resolves to whether it could be read; never rejects. */
  readonly read: (name: string) => Promise<boolean>;
  /** The interval between two reads of a service, in milliseconds. */
  readonly sweepIntervalMs: number;
  /** The delay after the first failed read, in milliseconds. It doubles up to `sweepIntervalMs`. */
  readonly retryMs: number;
}

/** Decides when each service is read. */
export interface PollSchedule {
  /** Reads these services now and at the interval, and stops reading all others. A read in progress is repeated. */
  readAll(names: ReadonlySet<string>): void;
  /** Reads a scheduled service now, or waits for the read in progress. */
  readNow(name: string): Promise<void>;
  close(): void;
}

/** Creates a schedule that polls each service at the interval, and retries failed reads sooner, with back-off. */
export function createPollSchedule({ read, sweepIntervalMs, retryMs }: PollScheduleParts): PollSchedule {
  const polls = new Map<string, Poll>();
  const backoff = { initialMs: retryMs, maxMs: sweepIntervalMs };

  const start = (name: string): void =>
    void polls.set(name, poll({ task: () => read(name), intervalMs: sweepIntervalMs, backoff }));
  const stop = (name: string): void => {
    void polls.get(name)?.close();
    polls.delete(name);
  };
  return {
    readAll: (names) => {
      for (const name of [...polls.keys()]) if (!names.has(name)) stop(name);
      for (const name of names) {
        const polling = polls.get(name);
        if (polling === undefined) start(name);
        else void polling.runAfresh();
      }
    },
    readNow: async (name) => polls.get(name)?.runNow(),
    close: () => {
      for (const name of [...polls.keys()]) stop(name);
    },
  };
}
