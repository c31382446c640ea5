import { constants } from 'node:os';

/** The signals that ask a process to stop. */
const stopSignals = ['SIGINT', 'SIGTERM'] as const;
type StopSignal = (typeof stopSignals)[number];

/** The exit code of a process that a signal ends, as shells report it. */
const exitCodeOf = (signal: StopSignal): number => 128 + constants.signals[signal];

/** Milliseconds for which further signals count as the same request: Ctrl-C at `npm start` arrives twice. */
const repetitionMs = 1000;

/** Receives the signals that ask a process to stop. */
export interface StopSignalHandlers {
  /** Called for the first signal. */
  readonly onFirst: (signal: StopSignal) => void;
  /** Called with the exit code for a later signal, unless it repeats the first one within a second. */
  readonly onAgain: (signal: StopSignal, exitCode: number) => void;
}

/** Handles the signals that ask this process to stop. They no longer end it by themselves. */
export function handleStopSignals({ onFirst, onAgain }: StopSignalHandlers): void {
  let firstAt: number | undefined;
  const handle = (signal: StopSignal): void => {
    const isFirst = firstAt === undefined;
    firstAt ??= performance.now();
    if (isFirst) onFirst(signal);
    else if (performance.now() - firstAt > repetitionMs) onAgain(signal, exitCodeOf(signal));
  };
  for (const signal of stopSignals) process.on(signal, handle);
}
