import { isObject } from '../../../util/is-object.ts';

export { isObject };
export { parseJson } from '../../../util/parse-json.ts';

/** An object of a JSON document. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Returns a text; undefined if it is empty or something else. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Returns a value of JSON as a text: empty for null, JSON for objects and arrays. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
