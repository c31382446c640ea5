/** A result in a cache; the object distinguishes a cached `undefined` from an absent entry. */
export interface Memo<Value> {
  readonly value: Value;
}

/** Where results are kept: a `Map`, a `WeakMap` or an `LRUCache`. */
export interface MemoCache<Key, Value> {
  get(key: Key): Memo<Value> | undefined;
  set(key: Key, memo: Memo<Value>): unknown;
}

/**
 * Returns the same function with its results cached by its argument. Objects are compared by identity and have to be
 * immutable; their results are collected with them. Other keys need a cache: a `Map` when there are few of them, an
 * `LRUCache` when clients choose them.
 * @example memoize(compile, new LRUCache({ max: 500 }))
 */
export function memoize<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value;
export function memoize<Key, Value>(compute: (key: Key) => Value, cache: MemoCache<Key, Value>): (key: Key) => Value;
export function memoize<Key extends object, Value>(
  compute: (key: Key) => Value,
  cache: MemoCache<Key, Value> = new WeakMap<Key, Memo<Value>>(),
): (key: Key) => Value {
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known.value;
    const value = compute(key);
    cache.set(key, { value });
    return value;
  };
}
