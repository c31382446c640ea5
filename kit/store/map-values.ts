import { isDate, isRegExp } from 'node:util/types';
import { isObject } from '../util/is-object.ts';

/** Converts a value that is stored as another one; returns all others as they are. */
export type ConvertValue = (value: unknown) => unknown;

/** Copies a document, an update or a filter, and converts the values in it, at any depth. */
export function mapValues<T>(value: T, convert: ConvertValue): T;
export function mapValues(value: unknown, convert: ConvertValue): unknown {
  const converted = convert(value);
  if (converted !== value) return converted;
  if (Array.isArray(value)) return value.map((each) => mapValues<unknown>(each, convert));
  if (!isObject(value) || isDate(value) || isRegExp(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) copy[name] = mapValues(value[name], convert);
  return copy;
}
