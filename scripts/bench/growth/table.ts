/** The times of one operation, in milliseconds, by size. */
export interface GrowthRow {
  readonly title: string;
  readonly times: readonly (readonly number[])[];
}

/** Returns the median of numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const titleWidth = 34;
const cell = (text: string): string => text.padStart(11);

/** Formats a table: the median at the smallest size in milliseconds, then the medians relative to it. */
export function formatGrowth(heading: string, sizes: readonly number[], rows: readonly GrowthRow[]): string {
  const [smallest = 0, ...larger] = sizes;
  const head = [`${smallest} (ms)`, ...larger.map((size) => `${size}`)].map(cell).join('');
  const lines = rows.map(({ title, times }) => {
    const [first = NaN, ...others] = times.map(median);
    return `${title.padEnd(titleWidth)}${cell(first.toFixed(1))}${others.map((each) => cell((each / first).toFixed(1))).join('')}`;
  });
  return [heading, `${''.padEnd(titleWidth)}${head}`, ...lines, ''].join('\n');
}
