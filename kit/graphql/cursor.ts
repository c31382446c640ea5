import { z } from 'zod';
import type { Filter, Scalar, Sort } from '../store/port.ts';
import { parseJson } from '../util/parse-json.ts';

/** The place of a document in an ordered list: the values that it is ordered by. */
export type CursorPosition = readonly Scalar[];

const version = 1;
const shape = z.tuple([
  z.literal(version),
  z.string(),
  z.array(z.union([z.string(), z.number(), z.boolean(), z.null(), z.object({ date: z.number() })])),
]);

const signature = (resource: string, sort: Sort): string =>
  `${resource}:${sort.map(([field, direction]) => `${direction === 1 ? '+' : '-'}${field}`).join('')}`;

/** An opaque cursor: a version, what list and order it was made for, and the place. */
export function encodeCursor(resource: string, sort: Sort, document: object): string {
  const place = sort
    .map(([field]): unknown => Reflect.get(document, field))
    .map((value) => (value instanceof Date ? { date: value.getTime() } : (value ?? null)));
  return Buffer.from(JSON.stringify([version, signature(resource, sort), place])).toString('base64url');
}

/** The place that a cursor stands for; undefined when it was not made for this list in this order. */
export function decodeCursor(
  cursor: string,
  { resource, sort }: { resource: string; sort: Sort },
): CursorPosition | undefined {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) return undefined;
  const [, made, place] = parsed.data;
  if (made !== signature(resource, sort) || place.length !== sort.length) return undefined;
  return place.map((value) => (typeof value === 'object' && value !== null ? new Date(value.date) : value));
}

/** One key of an order: the value there, and whether documents may lack it. */
interface OrderKey {
  readonly field: string;
  readonly direction: 1 | -1;
  readonly value: Scalar;
  readonly isNullable: boolean;
}

/** What comes after a value in one direction; nothing (undefined) may. In MongoDB null comes before everything. */
function beyond({ field, direction, value, isNullable }: OrderKey): Filter | undefined {
  if (direction === 1) return value === null ? { [field]: { $ne: null } } : { [field]: { $gt: value } };
  if (value === null) return undefined;
  const less = { [field]: { $lt: value } };
  return isNullable ? { $or: [less, { [field]: null }] } : less;
}

/**
 * The documents after a place in an order (keyset paging): equal in the first keys, beyond it in the next. `nullable` are
 * the fields that documents may lack.
 */
export function filterAfter(sort: Sort, place: CursorPosition, nullable: ReadonlySet<string>): Filter {
  const keys = sort.map(([field, direction], index): OrderKey => ({
    ...{ field, direction, value: place[index] ?? null },
    isNullable: nullable.has(field),
  }));
  const alternatives = keys.flatMap((key, index) => {
    const next = beyond(key);
    if (next === undefined) return [];
    const equal = keys.slice(0, index).map(({ field, value }): Filter => ({ [field]: { $eq: value } }));
    return [equal.length === 0 ? next : { $and: [...equal, next] }];
  });
  const [first, ...others] = alternatives;
  if (first === undefined) return { _id: { $in: [] } };
  return others.length === 0 ? first : { $or: alternatives };
}
