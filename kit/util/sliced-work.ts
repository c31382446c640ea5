/** How pieces of work begin that are short, and many. */
export interface SlicedWorkSettings {
  /** Milliseconds for which pieces are begun before the process attends to what else is due: input, output, timers. */
  readonly sliceMs: number;
  /** Returns what begins the next piece; undefined if none waits. */
  readonly next: () => (() => void) | undefined;
  /** Whether a slice may begin; by default it always may. */
  readonly isReady?: () => boolean;
}

/**
 * Begins pieces of work one after the other, in slices. What a piece does in promises belongs to its slice, until it
 * waits for input or output.
 *
 * @returns A function to call when a piece has come to wait.
 */
export function createSlicedWork({ sliceMs, next, isReady = () => true }: SlicedWorkSettings): () => void {
  let isRunning = false;
  let endsAt = 0;

  function turn(): void {
    if (performance.now() >= endsAt) return void setImmediate(slice);
    const begin = next();
    isRunning = begin !== undefined;
    if (begin === undefined) return;
    // After the promises that the piece leads to.
    queueMicrotask(() => process.nextTick(turn));
    begin();
  }
  function slice(): void {
    if (!isReady()) return void setImmediate(slice);
    endsAt = performance.now() + sliceMs;
    turn();
  }

  return () => {
    if (isRunning) return;
    isRunning = true;
    setImmediate(slice);
  };
}

export interface SharedSlicesSettings {
  /** Milliseconds for which workers proceed before the process attends to what else is due. */
  readonly sliceMs: number;
  /** Milliseconds for which one worker proceeds before the next one does. */
  readonly turnMs: number;
}

/**
 * Lets many workers take turns, in slices.
 *
 * @returns A function that registers a worker. It returns one to await before each of the worker's steps.
 * @example
 * const slices = createSharedSlices({ sliceMs: 5, turnMs: 1 });
 * async function tell(listener: Listener) {
 *   const beginStep = slices();
 *   for await (const change of listener.changes) {
 *     await beginStep();
 *     listener.tell(change);
 *   }
 * }
 */
export function createSharedSlices({ sliceMs, turnMs }: SharedSlicesSettings): () => () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  const wake = createSlicedWork({ sliceMs, next: () => waiting.shift() });
  return () => {
    let endsAt = 0;
    const begin = (resolve: () => void) => (): void => {
      endsAt = performance.now() + turnMs;
      resolve();
    };
    return () => {
      if (performance.now() < endsAt) return undefined;
      return new Promise((resolve) => {
        waiting.push(begin(resolve));
        wake();
      });
    };
  };
}
