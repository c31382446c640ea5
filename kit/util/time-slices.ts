import { setImmediate, setTimeout as delay } from 'node:timers/promises';

/** Milliseconds of work after which other requests proceed. */
const defaultSliceMs = 10;

/** Milliseconds that short requests get at most between two pieces of long work. */
const maxPauseMs = 50;

/** The turns of this process. */
let lastTurn: Promise<void> = Promise.resolve();
let [waiting, turnStartedAt] = [0, performance.now()];

async function startTurn(isContended: boolean): Promise<void> {
  await setImmediate();
  if (isContended) await delay(Math.min(performance.now() - turnStartedAt, maxPauseMs));
  waiting--;
  turnStartedAt = performance.now();
}

/**
 * Waits for a turn of the event loop that no other caller gets. Pieces of long work that wait for their turns run one
 * after the other, however many requests have them. Between those of several requests, short requests get as much time
 * as the last piece took.
 */
export function nextTurn(): Promise<void> {
  const isContended = waiting++ > 0;
  lastTurn = lastTurn.then(() => startTurn(isContended));
  return lastTurn;
}

/** The length of a body above which parsing, coercion and validation of its values take long. */
const longBody = 10_000;

/** Waits for a turn if a body is long: see `nextTurn`. */
export async function takeTurn(bodyLength: number): Promise<void> {
  if (bodyLength > longBody) await nextTurn();
}

/**
 * Divides long work into slices, so that the event loop serves other requests in between. In each turn of the event loop
 * one slice runs, of whatever work.
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
    await nextTurn();
    startedAt = performance.now();
  };
}
