import { poll, type Poll } from '../../kit/util/poll.ts';

export interface PollScheduleParts {
  /** Reads one service; resolves to whether it could be read, and never rejects. */
  readonly read: (name: string) => Promise<boolean>;
  /** Longest pause between two readings of a service, in milliseconds. */
  readonly sweepIntervalMs: number;
  /** Pause after the first reading that failed, in milliseconds; it doubles up to `sweepIntervalMs`. */
  readonly retryMs: number;
}

/** Decides when which service is read. */
export interface PollSchedule {
  /** Reads these services now, and from now on; stops reading all others. Does not rely on a reading under way. */
  readAll(names: readonly string[]): void;
  /** Reads a known service now, or joins the reading under way. */
  readNow(name: string): Promise<void>;
  close(): void;
}

/** Polls each service at an interval; one that cannot be read sooner, with back-off. */
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
      for (const name of [...polls.keys()]) if (!names.includes(name)) stop(name);
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
