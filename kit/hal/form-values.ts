import type { Field, FieldKind, Fields } from '../resource/fields/index.ts';

/** Kind → the value that a text represents in a form; undefined if it represents none. */
const parsers: Readonly<Partial<Record<FieldKind, (text: string) => unknown>>> = {
  integer: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};

/** Returns the field of this name; undefined if there is none. */
export const fieldOf = (fields: Fields, name: string): Field | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** Returns the `value` of a HAL-FORMS property, which is always text. */
export const toFormValue = (value: unknown): string => String(value);

/**
 * Returns the value that a client sends for a field. The text that a form shows for a number or a Boolean value is that
 * value; anything else is returned as it is.
 */
export function fromFormValue(field: Field | undefined, value: unknown): unknown {
  if (field === undefined || typeof value !== 'string') return value;
  return parsers[field.kind]?.(value) ?? value;
}
