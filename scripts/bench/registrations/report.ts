import { median } from '../measure.ts';

/** What one window measured of one contender. */
export interface WindowResult {
  readonly perSecond: number;
  /** The 99th percentile of latencies, in milliseconds. */
  readonly p99: number;
  /** CPU time of the contender's process for each registration, in milliseconds. */
  readonly cpuMs: number;
  /** The number of responses that told a client to come again. */
  readonly refused: number;
}

/** Contender → its windows, in the order of the rounds. The first contender is what the others are compared with. */
export type CaseResults = ReadonlyMap<string, readonly WindowResult[]>;

type Value = keyof WindowResult;

/** Returns the median of the ratios of two contenders' values in the same round. */
const ratioOf = (windows: readonly WindowResult[], others: readonly WindowResult[], value: Value): number =>
  median(windows.map((window, round) => window[value] / (others[round]?.[value] ?? NaN)));

const cells = (values: readonly string[]): string => values.map((value) => value.padStart(13)).join('');

/** Formats a table: the medians of all windows, and the ratios to each contender of `baselines`. */
export function formatCase(title: string, results: CaseResults, baselines: readonly string[]): string {
  const head = ['req/s', 'p99 ms', 'CPU ms', 'refused', ...baselines.flatMap((each) => [`req/${each}`, `CPU/${each}`])];
  const lines = [...results].map(([name, windows]) => {
    const medians = (value: Value): number => median(windows.map((window) => window[value]));
    const values = [medians('perSecond').toFixed(0), medians('p99').toFixed(0), medians('cpuMs').toFixed(2)];
    const ratios = baselines.flatMap((baseline) => {
      const others = results.get(baseline) ?? [];
      return [ratioOf(windows, others, 'perSecond').toFixed(2), ratioOf(windows, others, 'cpuMs').toFixed(2)];
    });
    return name.padEnd(14) + cells([...values, medians('refused').toFixed(0), ...ratios]);
  });
  return [title, ''.padEnd(14) + cells(head), ...lines, ''].join('\n');
}
