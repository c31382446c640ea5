import { backoffMs, withJitter, type Backoff } from './backoff.ts';

/** One run of a task. */
export interface PollRun {
  /** The number of consecutive failed runs before this one. Log a failure only while it is 0, to log it once. */
  readonly failures: number;
  /** Aborted when the poll is closed. */
  readonly signal: AbortSignal;
}

export interface PollSettings {
  /** Resolves to whether the run succeeded. */
  readonly task: (run: PollRun) => Promise<boolean>;
  /** The maximum pause between the end of a run and the start of the next, in milliseconds; jitter shortens it. */
  readonly intervalMs: number;
  /** The pauses after failed runs; `intervalMs` by default. */
  readonly backoff?: Backoff;
  /** Whether the first run starts at once instead of after the interval; true by default. */
  readonly immediate?: boolean;
  /**
   * Receives the error with which the task rejects; the run counts as failed. Required unless the task never rejects.
   */
  readonly onError?: (error: unknown, run: PollRun) => void;
}

/** A task that runs periodically. Its runs never overlap. */
export interface Poll {
  /** Starts a run, or joins the current one. Resolves when the run has ended. */
  runNow(): Promise<void>;
  /** Resolves when a run that started after this call has ended. Calls during a run share the next run. */
  runAfresh(): Promise<void>;
  /** Stops polling and resolves when the current run has ended. Idempotent. */
  close(): Promise<void>;
}

/** Runs a task periodically until the poll is closed. Its timers do not keep the process alive. */
export function poll({ task, intervalMs, backoff, immediate = true, onError }: PollSettings): Poll {
  const closing = new AbortController();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  async function run(): Promise<void> {
    clearTimeout(timer);
    const current: PollRun = { failures, signal: closing.signal };
    let hasSucceeded = false;
    try {
      hasSucceeded = await task(current);
    } catch (error) {
      if (onError === undefined) throw error;
      onError(error, current);
    } finally {
      failures = hasSucceeded ? 0 : failures + 1;
      schedule();
    }
  }

  function schedule(): void {
    if (closing.signal.aborted) return;
    const pauseMs = failures === 0 || backoff === undefined ? intervalMs : backoffMs(backoff, failures);
    timer = setTimeout(() => void runNow(), withJitter(pauseMs)).unref();
  }

  const runNow = (): Promise<void> => {
    if (closing.signal.aborted) return running ?? Promise.resolve();
    // Cleared here and not by `run`, which ends before the assignment if the task throws an exception.
    return (running ??= run().finally(() => (running = undefined)));
  };

  const runAfresh = (): Promise<void> => {
    if (running === undefined) return runNow();
    return (following ??= running.finally(() => (following = undefined)).then(runNow));
  };

  const close = async (): Promise<void> => {
    closing.abort();
    clearTimeout(timer);
    await running;
  };

  if (immediate) void runNow();
  else schedule();
  return { runNow, runAfresh, close };
}
