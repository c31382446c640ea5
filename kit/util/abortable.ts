/** Waits for a promise. @throws the signal's reason if it is aborted first */
export const abortable = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal === undefined ? promise : untilAborted(promise, signal);

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    // Aborting a controller of its own, to remove the listener, would create an exception each time.
    signal.removeEventListener('abort', onAbort);
  }
}

/** How an operation ends that nobody waits for. */
export interface Abortion {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds that the operation still has, because ending it costs more than finishing a short one. */
  readonly graceMs: number;
}

/**
 * Runs an operation until its signal is aborted. The operation's own signal is aborted `graceMs` later, unless the
 * operation has settled by then.
 *
 * @throws the signal's reason as soon as it is aborted
 */
export async function runAbortable<T>(
  operation: (signal: AbortSignal | undefined) => Promise<T>,
  { signal, graceMs }: Abortion,
): Promise<T> {
  if (signal === undefined) return operation(undefined);
  signal.throwIfAborted();
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const endLater = (): void => {
    timer = setTimeout(() => ending.abort(signal.reason), graceMs);
  };
  signal.addEventListener('abort', endLater);
  const running = operation(ending.signal).finally(() => {
    signal.removeEventListener('abort', endLater);
    clearTimeout(timer);
  });
  return abortable(running, signal);
}
