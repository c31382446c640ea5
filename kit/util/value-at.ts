/** Returns the value at a path of names with dots between them; undefined if there is none. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce((each, name): unknown => {
    return Object.hasOwn(Object(each) as object, name) ? Reflect.get(Object(each) as object, name) : undefined;
  }, value);
