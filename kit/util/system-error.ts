/** Returns the code of a system error, such as `ENOSPC`; undefined for other errors. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = Reflect.get(Object(error) as object, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** Returns the message of an error. */
export const messageOf = (error: unknown): string => String(Reflect.get(Object(error) as object, 'message') ?? error);
