type Fails = (list: readonly number[]) => Promise<boolean>;

const without = (list: readonly number[], start: number, length: number): number[] => [
  ...list.slice(0, start),
  ...list.slice(start + length),
];
const zeroed = (list: readonly number[], start: number, length: number): number[] =>
  list.map((value, index) => (index >= start && index < start + length ? 0 : value));

const trimmed = (list: readonly number[]): readonly number[] =>
  list.slice(0, list.findLastIndex((each) => each > 0) + 1);

/** Whether a list is simpler than another: shorter, or with smaller numbers. */
function isSimpler(list: readonly number[], than: readonly number[]): boolean {
  if (list.length !== than.length) return list.length < than.length;
  const sum = (each: readonly number[]): number => each.reduce((total, value) => total + value, 0);
  return sum(list) < sum(than);
}

/**
 * Reduces a failing list: removes pieces, replaces pieces by zeros, and halves numbers, as long as the list still fails.
 * @param maxRuns The maximum number of lists to try.
 */
export async function shrink(failing: readonly number[], fails: Fails, maxRuns: number): Promise<readonly number[]> {
  let best = trimmed(failing);
  let runs = 0;
  async function attempt(candidate: readonly number[]): Promise<boolean> {
    const list = trimmed(candidate);
    if (!isSimpler(list, best) || runs >= maxRuns) return false;
    runs++;
    if (!(await fails(list))) return false;
    best = list;
    return true;
  }
  /** Tries a reduction of all pieces of a length. */
  async function reducePieces(length: number, reduce: typeof without): Promise<void> {
    for (let start = 0; start < best.length;) if (!(await attempt(reduce(best, start, length)))) start += length;
  }
  for (let before: readonly number[] | undefined; before !== best && runs < maxRuns;) {
    before = best;
    for (let length = best.length; length >= 1; length = Math.floor(length / 2)) {
      await reducePieces(length, zeroed);
      await reducePieces(length, without);
    }
    for (let index = 0; index < best.length; index++)
      while ((best[index] ?? 0) > 0)
        if (!(await attempt(best.map((value, each) => (each === index ? Math.floor(value / 2) : value))))) break;
  }
  return best;
}
