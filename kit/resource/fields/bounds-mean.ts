import type { FieldKind } from './field.ts';

/** What the bounds of a field limit: the length of its values, or the values themselves. */
export const boundsMean: Readonly<Record<FieldKind, 'length' | 'value'>> = {
  text: 'length',
  url: 'length',
  email: 'length',
  integer: 'value',
  decimal: 'value',
  boolean: 'value',
  date: 'length',
  time: 'length',
  dateTime: 'length',
  duration: 'length',
  choice: 'length',
  secret: 'length',
};
