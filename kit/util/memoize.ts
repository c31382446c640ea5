/** A cached result. The wrapper distinguishes a cached `undefined` from a missing entry. */
export interface Memo<Value> {
  readonly value: Value;
}

/** A cache of results: a `Map`, a `WeakMap` or an `LRUCache`. */
export interface MemoCache<Key, Value> {
  get(key: Key): Memo<Value> | undefined;
  set(key: Key, memo: Memo<Value>): unknown;
}

/**
 * Returns a function that caches the results of `compute` by its argument. Exceptions are not cached. Objects are
 * compared by identity and must be immutable; their results are garbage-collected with them. Other keys need a cache: a
 * `Map` if there are few of them, an `LRUCache` if clients choose them.
 * @example memoize(compile, new LRUCache({ max: 500 }))
 */
export function memoize<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value;
export function memoize<Key, Value>(compute: (key: Key) => Value, cache: MemoCache<Key, Value>): (key: Key) => Value;
export function memoize<Key extends object, Value>(
  compute: (key: Key) => Value,
  cache: MemoCache<Key, Value> = new WeakMap<Key, Memo<Value>>(),
): (key: Key) => Value {
  return (key) => {
    const cached = cache.get(key);
    if (cached !== undefined) return cached.value;
    const value = compute(key);
    cache.set(key, { value });
    return value;
  };
}
