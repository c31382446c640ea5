import type { Field } from './field.ts';

/** Returns the stored value of a field as clients see it; null if there is none. */
export const wireValue = ({ toWire }: Pick<Field, 'toWire'>, value: unknown): unknown =>
  value === undefined || value === null ? null : toWire === undefined ? value : toWire(value);
