import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests proceed. */
const defaultSliceMs = 10;

/**
 * Divides long work into slices, so that the event loop serves other requests in between.
 *
 * @returns A function to await after each step of the work: it pauses when the current slice is used up.
 * @example
 * const endStep = createTimeSlices();
 * for (const item of items) {
 *   check(item);
 *   await endStep();
 * }
 */
export function createTimeSlices(sliceMs = defaultSliceMs): () => Promise<void> {
  let startedAt = performance.now();
  return async () => {
    if (performance.now() - startedAt < sliceMs) return;
    await setImmediate();
    startedAt = performance.now();
  };
}
