/** Runs tasks, but not too many at the same time. A task that may not even wait is not run; the result is undefined. */
export type ConcurrencyLimit = <T>(task: () => Promise<T>) => Promise<T | undefined>;

export function createConcurrencyLimit(max: number): <T>(task: () => Promise<T>) => Promise<T>;
export function createConcurrencyLimit(max: number, maxWaiting: number): ConcurrencyLimit;
/**
 * Creates a limit for concurrent tasks: a function that runs at most `max` tasks at the same time, and the others in
 * the order of its calls when one has ended. At most `maxWaiting` wait, if it is given.
 *
 * @example
 * const limited = createConcurrencyLimit(8);
 * await Promise.all(urls.map((url) => limited(() => read(url))));
 */
export function createConcurrencyLimit(max: number, maxWaiting = Infinity): ConcurrencyLimit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= max && waiting.length >= maxWaiting) return undefined;
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The next task takes over the place of this one.
      if (next) next();
      else running--;
    }
  };
}
