import type { Field, FieldKind, Fields } from '../resource/fields/index.ts';

const itself = (text: string): string => text;

/** Kind → the value that a text represents in a form; undefined if it represents none. */
const parsers: Readonly<Record<FieldKind, (text: string) => unknown>> = {
  text: itself,
  url: itself,
  email: itself,
  integer: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  decimal: itself,
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  date: itself,
  time: itself,
  dateTime: itself,
  duration: itself,
  choice: itself,
  secret: itself,
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
  return parsers[field.kind](value) ?? value;
}
