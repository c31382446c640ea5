/** Exponential back-off: the pauses after failures in a row. All in milliseconds, before jitter. */
export interface Backoff {
  /** Pause after the first failure. */
  readonly initialMs: number;
  /** Upper bound of all pauses. */
  readonly maxMs: number;
  /** By what each pause is multiplied to give the next; 2 if not given. */
  readonly factor?: number;
}

/** Pause before jitter after this many failures in a row (1 or more), in milliseconds. */
export const backoffMs = ({ initialMs, maxMs, factor = 2 }: Backoff, failures: number): number =>
  Math.min(initialMs * factor ** (failures - 1), maxMs);

/**
 * Shortens a pause at random to between half of it and all of it ("equal jitter", from "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015). Every pause and interval of the system goes through here.
 *
 * Random, because clients that fail together, or processes that start together, would otherwise come back together. At
 * least half, because "full jitter" (between 0 and all) lets a client come back at once, and a poll follow a poll. At
 * most all, so that leases and time limits that count on the pause hold.
 *
 * @param random Returns numbers from 0 (inclusive) to 1 (exclusive).
 */
export const withJitter = (pauseMs: number, random: () => number = Math.random): number =>
  pauseMs * (0.5 + random() / 2);
