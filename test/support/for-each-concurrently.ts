/** Options of `forEachConcurrently`. */
export interface ConcurrencyOptions {
  /** Maximum number of parallel runs. */
  readonly limit: number;
  /** Whether to skip the remaining items. Checked before each item. */
  readonly isDone?: () => boolean;
}

/** Runs a function for each item, several in parallel. Takes an item from the iterable only when its run starts. */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  { limit, isDone = () => false }: ConcurrencyOptions,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  async function worker(): Promise<void> {
    for (let next = queue.next(); next.done !== true && !isDone(); next = queue.next()) await run(next.value);
  }
  await Promise.all(Array.from({ length: limit }, worker));
}
