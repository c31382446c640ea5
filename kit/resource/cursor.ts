import { z } from 'zod';
import type { Filter, Scalar, Sort } from '../store/port.ts';
import { Decimal } from '../util/decimal.ts';
import { parseJson } from '../util/parse-json.ts';
import { valueAt } from '../util/value-at.ts';

/** The position of a document in an ordered list: its values of the sort keys. */
export type CursorPosition = readonly Scalar[];

const version = 1;
const decimal = z.string().transform((text, context): Decimal => {
  const value = Decimal.parse(text);
  if (value === undefined) context.addIssue({ code: 'custom' });
  return value ?? z.NEVER;
});
const date = z.number().transform((milliseconds) => new Date(milliseconds));
const shape = z.tuple([
  z.literal(version),
  z.string(),
  z.array(z.union([z.string(), z.number(), z.boolean(), z.null(), z.object({ date }), z.object({ decimal })])),
]);

const signature = (resource: string, sort: Sort): string =>
  `${resource}:${sort.map(([field, direction]) => `${direction === 1 ? '+' : '-'}${field}`).join('')}`;

function encodeValue(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  return value instanceof Decimal ? { decimal: value } : (value ?? null);
}

/** Returns an opaque cursor. It holds a version, the list and order that it belongs to, and the position. */
export function encodeCursor(resource: string, sort: Sort, document: object): string {
  const position = sort.map(([field]) => encodeValue(valueAt(document, field)));
  return Buffer.from(JSON.stringify([version, signature(resource, sort), position])).toString('base64url');
}

/** Returns the position that a cursor holds; undefined if it is malformed or belongs to another list or order. */
export function decodeCursor(
  cursor: string,
  { resource, sort }: { resource: string; sort: Sort },
): CursorPosition | undefined {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) return undefined;
  const [, actualSignature, position] = parsed.data;
  if (actualSignature !== signature(resource, sort) || position.length !== sort.length) return undefined;
  return position.map((value) => {
    if (typeof value !== 'object' || value === null) return value;
    return 'date' in value ? value.date : value.decimal;
  });
}

/** Returns the opposite order. */
export const reversed = (sort: Sort): Sort => sort.map(([field, direction]) => [field, direction === 1 ? -1 : 1]);

/** Returns the filter of the document at a position. */
export const filterAt = (sort: Sort, position: CursorPosition): Filter => ({
  $and: sort.map(([field], index): Filter => ({ [field]: { $eq: position[index] ?? null } })),
});

/** A sort key with the cursor's value. `isNullable`: documents may lack the field. */
interface OrderKey {
  readonly field: string;
  readonly direction: 1 | -1;
  readonly value: Scalar;
  readonly isNullable: boolean;
}

/** Returns the filter of the values after a key's value; undefined if there are none. MongoDB sorts null first. */
function filterBeyond({ field, direction, value, isNullable }: OrderKey): Filter | undefined {
  if (direction === 1) return value === null ? { [field]: { $ne: null } } : { [field]: { $gt: value } };
  if (value === null) return undefined;
  const less = { [field]: { $lt: value } };
  return isNullable ? { $or: [less, { [field]: null }] } : less;
}

/** Returns the bound that the first key implies, at which stores begin to read their index; none if there is none. */
function bound(first: OrderKey | undefined): Filter {
  if (first === undefined || first.value === null) return {};
  const { field, direction, value, isNullable } = first;
  if (direction === 1) return { [field]: { $gte: value } };
  return isNullable ? {} : { [field]: { $lte: value } };
}

/**
 * Returns the filter of the documents after a position (keyset pagination): equal in the first keys, beyond the position
 * in the next one.
 *
 * @param nullable the fields that documents may lack
 */
export function filterAfter(sort: Sort, position: CursorPosition, nullable: ReadonlySet<string>): Filter {
  const keys = sort.map(([field, direction], index): OrderKey => ({
    ...{ field, direction, value: position[index] ?? null },
    isNullable: nullable.has(field),
  }));
  const alternatives = keys.flatMap((key, index) => {
    const next = filterBeyond(key);
    if (next === undefined) return [];
    const equal = keys.slice(0, index).map(({ field, value }): Filter => ({ [field]: { $eq: value } }));
    return [equal.length === 0 ? next : { $and: [...equal, next] }];
  });
  const [first, ...others] = alternatives;
  if (first === undefined) return { _id: { $in: [] } };
  return others.length === 0 ? first : { ...bound(keys[0]), $or: alternatives };
}
