/** Exponential back-off: the pauses after consecutive failures, in milliseconds before jitter. */
export interface Backoff {
  /** Pause after the first failure. */
  readonly initialMs: number;
  /** Upper bound of all pauses. */
  readonly maxMs: number;
  /** The ratio of each pause to the one before; 2 by default. */
  readonly factor?: number;
}

/** Returns the pause after `failures` consecutive failures (at least 1), in milliseconds before jitter. */
export const backoffMs = ({ initialMs, maxMs, factor = 2 }: Backoff, failures: number): number =>
  Math.min(initialMs * factor ** (failures - 1), maxMs);

/**
 * Shortens a pause to a random length between half of it and all of it ("equal jitter", from "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015). Every pause and interval of the system uses it.
 *
 * The length is random because clients that fail together, or processes that start together, would otherwise retry
 * together. The lower bound is half because "full jitter" (from 0) allows an immediate retry, or two polls without a
 * pause. The upper bound is the pause itself, so that leases and timeouts that assume it hold.
 *
 * @param random Returns numbers from 0 (inclusive) to 1 (exclusive).
 */
export const withJitter = (pauseMs: number, random: () => number = Math.random): number =>
  pauseMs * (0.5 + random() / 2);
