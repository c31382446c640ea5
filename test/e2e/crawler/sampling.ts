/** Returns the items without those whose key occurred before. */
export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const keys = new Set<string>();
  return items.filter((item) => {
    const isNew = !keys.has(keyOf(item));
    keys.add(keyOf(item));
    return isNew;
  });
}

/** Returns the first `max` items of each group. */
export function firstOfEachGroup<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => unknown,
  max: number,
): readonly Item[] {
  const counts = new Map<unknown, number>();
  return items.filter((item) => {
    const count = counts.get(groupOf(item)) ?? 0;
    counts.set(groupOf(item), count + 1);
    return count < max;
  });
}
