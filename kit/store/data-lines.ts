import { isDate } from 'node:util/types';
import { Decimal } from '../util/decimal.ts';
import { isObject } from '../util/is-object.ts';
import { decodeDecimal, encodeValue } from './embedded-values.ts';
import type { Stored } from './port.ts';

/** A change of a collection: a document in its new state, or the `_id` of a removed one. */
export type Change = Stored | { readonly $$deleted: true; readonly _id: string };

export const isRemoval = (change: Change): change is { readonly $$deleted: true; readonly _id: string } =>
  Object.hasOwn(change, '$$deleted');

/** Characters that JSON leaves as they are and that NeDB's own reader takes for the end of a line. */
const lineSeparators = /[\u0085\u2028\u2029]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Writes a change as one line of a data file, with the newline, in the format of NeDB: JSON in which a date is
 * `{"$$date": milliseconds}`, and a decimal `{"$$decimal": text}`. No text in it ends the line, for any reader.
 */
export function toLine(change: Change): string {
  const json = JSON.stringify(change, function (this: unknown, key, value: unknown) {
    // `value` is the date's text already: JSON.stringify calls `toJSON` first.
    const original: unknown = typeof value === 'string' ? Reflect.get(Object(this) as object, key) : value;
    if (isDate(original)) return { $$date: original.getTime() };
    const decimal = decodeDecimal(value);
    return decimal === undefined ? value : { $$decimal: String(decimal) };
  });
  return `${json.replaceAll(lineSeparators, escaped)}\n`;
}

const revive = (key: string, value: unknown): unknown => {
  if (key === '$$date') return new Date(value as number);
  if (key === '$$decimal') return encodeValue(Decimal.from(String(value)));
  if (!isObject(value)) return value;
  return isDate(value['$$date']) ? value['$$date'] : (value['$$decimal'] ?? value);
};

/** Parses a line of a data file. @throws {SyntaxError} if it is not JSON. */
const parseLine = (line: string): unknown =>
  JSON.parse(line, /"\$\$(date|decimal)"/.test(line) ? revive : undefined) as unknown;

/** Whether a line says something about an index. Earlier versions wrote such lines; the definitions decide now. */
const isAboutIndex = (line: Record<string, unknown>): boolean =>
  Object.hasOwn(line, '$$indexCreated') || Object.hasOwn(line, '$$indexRemoved');

/** Applies a line to the documents read so far. Returns false if it cannot be read. */
export function applyLine(line: string, documents: Map<string, Stored>): boolean {
  try {
    const parsed = parseLine(line);
    if (!isObject(parsed)) return false;
    const { _id } = parsed;
    if (typeof _id !== 'string' || _id === '') return isAboutIndex(parsed);
    if (parsed['$$deleted'] === true) documents.delete(_id);
    else documents.set(_id, { ...parsed, _id });
    return true;
  } catch {
    return false;
  }
}
