/** A measured throughput. */
export interface Measurement {
  readonly title: string;
  /** Operations per second. */
  readonly perSecond: number;
}

/** Runs an operation `times` times, `concurrency` at once, and measures the throughput. */
export async function measureRate(
  title: string,
  { times, concurrency }: { readonly times: number; readonly concurrency: number },
  run: (index: number) => Promise<void>,
): Promise<Measurement> {
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < times) await run(next++);
    }),
  );
  return { title, perSecond: (times * 1000) / (performance.now() - startedAt) };
}

/** Formats a table with the ratio of each measurement to the first one. */
export function formatTable(heading: string, measurements: readonly Measurement[]): string {
  const baseline = measurements[0]?.perSecond ?? 1;
  const lines = measurements.map(({ title, perSecond }) =>
    [title.padEnd(58), perSecond.toFixed(0).padStart(8), (perSecond / baseline).toFixed(3).padStart(8)].join(''),
  );
  return [heading, `${''.padEnd(58)}${'per s'.padStart(8)}${'ratio'.padStart(8)}`, ...lines, ''].join('\n');
}

/** Returns the value that a share of the values does not exceed; NaN if there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Returns the median of values; NaN if there are none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
