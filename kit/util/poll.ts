import { backoffMs, withJitter, type Backoff } from './backoff.ts';

/** What a task knows of its run. */
export interface PollRun {
  /** Runs that failed in a row before this one: 0 where the last one succeeded, so that a failure is logged once. */
  readonly failures: number;
  /** Aborted when the poll is closed. */
  readonly signal: AbortSignal;
}

export interface PollSettings {
  /** Resolves to whether it succeeded. */
  readonly task: (run: PollRun) => Promise<boolean>;
  /** Longest pause between the end of a run and the start of the next, in milliseconds; jitter shortens it. */
  readonly intervalMs: number;
  /** Pauses after failed runs; the interval if not given. */
  readonly backoff?: Backoff;
  /** Whether the first run starts at once, and not after the interval; true if not given. */
  readonly immediate?: boolean;
  /** Receives what the task rejects with; the run counts as failed. Required unless the task never rejects. */
  readonly onError?: (error: unknown, run: PollRun) => void;
}

/** A task that runs now and then. Two of its runs never overlap. */
export interface Poll {
  /** Runs the task now, or joins the run under way. */
  runNow(): Promise<void>;
  /** Resolves when a run that started after the call has ended. Calls during a run share the run that follows it. */
  runAfresh(): Promise<void>;
  /** Ends the polling; resolves when the run under way has ended. Closing twice is harmless. */
  close(): Promise<void>;
}

/** Runs a task again and again until it is closed. Its timers do not keep the process alive. */
export function poll({ task, intervalMs, backoff, immediate = true, onError }: PollSettings): Poll {
  const closing = new AbortController();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  async function run(): Promise<void> {
    clearTimeout(timer);
    const current: PollRun = { failures, signal: closing.signal };
    let isGood = false;
    try {
      isGood = await task(current);
    } catch (error) {
      if (onError === undefined) throw error;
      onError(error, current);
    } finally {
      failures = isGood ? 0 : failures + 1;
      running = undefined;
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
    return (running ??= run());
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
