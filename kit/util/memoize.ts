/** The same function, asked once for each value: for what is made of values that never change. */
export function memoize<Value extends object, Made>(make: (value: Value) => Made): (value: Value) => Made {
  const made = new WeakMap<Value, { readonly of: Made }>();
  return (value) => {
    const known = made.get(value);
    if (known !== undefined) return known.of;
    const of = make(value);
    made.set(value, { of });
    return of;
  };
}
