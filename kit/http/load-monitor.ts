import { createReturnTimes } from '../util/return-times.ts';
import { isLate } from './fair-turns.ts';

/** Observes how busy the process is. */
export interface LoadMonitor {
  /**
   * Whether a new request must be refused so that those in progress can be finished, or because it has waited for its
   * turn for too long, or would have to.
   */
  isOverloaded(request: object): boolean;
  /**
   * Returns the seconds after which somebody who is refused is to come again: the more are refused, the later, so that
   * not more come in a second than can be served in one.
   */
  returnSeconds(): number;
  /** Idempotent. */
  close(): void;
}

export interface LoadSettings {
  /** The delay of the event loop, in milliseconds, above which the process is overloaded; 0 never is. */
  readonly maxLagMs: number;
  /** The length of a window in which the delay is measured, in milliseconds. */
  readonly windowMs?: number;
  /** The number of windows in a row that begin or end an overload: a single long task is none. */
  readonly windows?: number;
}

/** When those who are refused are told to return. */
const returnTimes = { first: 2, last: 60, least: 20 };

/** What it takes to refuse a request, relative to serving it: at most this. Those who return must not overload it again. */
const refusalShare = 0.1;

/** Adds amounts. Returns functions that add one, and that tell the sum of the last full second. */
function sumPerSecond(): { readonly add: (amount: number) => void; readonly last: () => number } {
  let [second, current, previous] = [0, 0, 0];
  function turn(): void {
    const now = Math.floor(performance.now() / 1000);
    if (now === second) return;
    [second, current, previous] = [now, 0, now === second + 1 ? current : 0];
  }
  return { add: (amount) => (turn(), (current += amount)), last: () => (turn(), previous) };
}

/** Milliseconds between two samples of an event loop that is not late. */
const sampleMs = 20;

/** The delays in one window. */
interface Window {
  readonly startedAt: number;
  squares: number;
}

/**
 * Returns the delay that a request meets which arrives at any time: each delay counts by its length, since more requests
 * arrive during a longer one. `monitorEventLoopDelay` has only the mean of all delays, and loses one at each reset.
 */
const typicalDelay = ({ startedAt, squares }: Window, now: number): number => squares / (now - startedAt) - sampleMs;

/** Starts to observe the delay of the event loop. */
export function createLoadMonitor({ maxLagMs, windowMs = 250, windows = 4 }: LoadSettings): LoadMonitor {
  const returns = createReturnTimes(returnTimes);
  /** How many requests can be served. */
  const capacity = sumPerSecond();
  const returnSeconds = (): number => returns.next(capacity.last());
  if (maxLagMs === 0) return { isOverloaded: () => false, returnSeconds, close: () => undefined };
  let previous = performance.now();
  let window: Window = { startedAt: previous, squares: 0 };
  let [isOverloaded, exceeded, streak] = [false, false, 0];
  const sample = (): void => {
    const now = performance.now();
    window.squares += (now - previous) ** 2;
    previous = now;
    if (now - window.startedAt < windowMs) return;
    const exceeds = typicalDelay(window, now) > maxLagMs;
    streak = exceeds === exceeded ? streak + 1 : 1;
    exceeded = exceeds;
    if (streak >= windows) isOverloaded = exceeds;
    window = { startedAt: now, squares: 0 };
  };
  const timer = setInterval(sample, sampleMs);
  timer.unref();
  return {
    isOverloaded: (request) => {
      const isRefused = isOverloaded || isLate(request);
      capacity.add(isRefused ? refusalShare : 1);
      return isRefused;
    },
    returnSeconds,
    close: () => clearInterval(timer),
  };
}
