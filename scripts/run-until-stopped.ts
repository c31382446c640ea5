import { once } from 'node:events';
import { removeBlankVariables } from '../kit/util/settings/blank-variables.ts';
import { handleStopSignals } from './stop-signals.ts';

/** Something that runs until the process is asked to stop. */
interface Running {
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** What a process runs. */
export interface RunOptions {
  /** The name in messages. */
  readonly name: string;
  /** Starts it; the signal is aborted when the process is asked to stop while it starts. */
  readonly start: (signal: AbortSignal) => Promise<Running>;
  /** Writes a line to the log when stopping begins, and one when it has ended. */
  readonly log: (line: string) => void;
}

/** Prints why a process ends, without a stack, and ends it. */
function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Returns a signal that is aborted when the process is asked to stop. Asked again after a second, the process ends. */
function createStopSignal({ name, log }: RunOptions): AbortSignal {
  const stop = new AbortController();
  handleStopSignals({
    onFirst: (signal) => {
      log(`${name} is stopping (${signal}): requests in flight are finished`);
      stop.abort();
    },
    onAgain: (signal, exitCode) => {
      console.error(`${name} ends at once (${signal} again): requests in flight are cut off`);
      process.exit(exitCode);
    },
  });
  return stop.signal;
}

/** Starts, waits for the stop signal and closes. A start that was aborted has closed what it had opened. */
async function runUntil(stop: AbortSignal, { start }: RunOptions): Promise<void> {
  const running = await start(stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (running === undefined) return;
  if (!stop.aborted) await once(stop, 'abort');
  await running.drain();
  await running.close();
}

/**
 * Runs a part, or the whole system, until SIGINT or SIGTERM. Then requests in flight are finished, and the process ends
 * with 0; with 1 and a message if it cannot start or close.
 */
export async function runUntilStopped(options: RunOptions): Promise<never> {
  const { name, log } = options;
  try {
    removeBlankVariables(process.env);
    await runUntil(createStopSignal(options), options);
  } catch (error) {
    fail(error);
  }
  log(`${name} has stopped`);
  process.exit(0);
}
