/** How many tasks end in a second while others wait. */
export interface ServiceRate {
  /** Counts a task that has ended. What nobody waited for says nothing about how many could have been served. */
  observe(isAwaited: boolean): void;
  /** Returns the tasks in a second; undefined if it is not known yet. */
  perSecond(): number | undefined;
}

/** The time constant of the average in milliseconds: longer than tasks that end together take. */
const memoryMs = 1000;

/**
 * Estimates the rate at which tasks are served. Tasks may end in bursts: it divides the number of tasks by the time that
 * they took together, both of the last second or so, and not the single intervals.
 */
export function createServiceRate(now: () => number = () => performance.now()): ServiceRate {
  let [tasks, elapsedMs] = [0, 0];
  let lastEnd: number | undefined;
  return {
    observe: (isAwaited) => {
      const end = now();
      if (isAwaited && lastEnd !== undefined) {
        const kept = Math.exp((lastEnd - end) / memoryMs);
        tasks = tasks * kept + 1;
        elapsedMs = elapsedMs * kept + (end - lastEnd);
      }
      lastEnd = end;
    },
    perSecond: () => (elapsedMs === 0 ? undefined : (tasks * 1000) / elapsedMs),
  };
}
