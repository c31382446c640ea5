import type { Comparison, Filter, Scalar } from './port.ts';
import { encode } from './embedded-values.ts';
import { isObject } from '../util/is-object.ts';

/** A query in the query language of NeDB, the embedded store. */
export type NedbQuery = Readonly<Record<string, unknown>>;

/** One condition of a query: a field with its comparison, or a connective with its queries. */
type Condition = readonly [key: string, value: unknown];

/**
 * Translates a MongoDB filter to an NeDB query. NeDB has no `$eq` and no `$nor`; in MongoDB, a missing field equals
 * null. NeDB uses indexes only for conditions at the top level of a query, so conditions are moved there where
 * possible.
 */
export const toNedbQuery = (filter: Filter): NedbQuery => queryOf(encode(filter));

const queryOf = (filter: Filter): NedbQuery => join(conditionsOf(filter));

/** Joins conditions to one query: the first condition on each key at the top level, the others nested in `$and`. */
function join(conditions: readonly Condition[]): NedbQuery {
  const top: Record<string, unknown> = {};
  const nested: NedbQuery[] = [];
  for (const [key, value] of conditions) {
    if (Object.hasOwn(top, key)) nested.push({ [key]: value });
    else top[key] = value;
  }
  return nested.length === 0 ? top : { ...top, $and: nested };
}

const conditionsOf = (filter: Filter): readonly Condition[] =>
  Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : conditions(key, value)));

function conditions(key: string, value: Scalar | Comparison | readonly Filter[]): readonly Condition[] {
  if (Array.isArray(value)) return connect(key, value as readonly Filter[]);
  if (!isComparison(value)) return [equals(key, value as Scalar)];
  return Object.entries(value).flatMap(([operator, operand]) =>
    operand === undefined ? [] : [compare(key, operator, operand)],
  );
}

function connect(connective: string, filters: readonly Filter[]): readonly Condition[] {
  const isSingleOr = filters.length === 1 && connective === '$or';
  if (connective === '$and' || isSingleOr) return filters.flatMap(conditionsOf);
  const queries = filters.map(queryOf);
  return connective === '$nor' ? [['$not', { $or: queries }]] : [[connective, queries]];
}

const isComparison = (value: unknown): value is Comparison =>
  isObject(value) && !(value instanceof Date) && !(value instanceof RegExp);

const isNull = (key: string): Condition => ['$or', [{ [key]: { $exists: false } }, { [key]: null }]];
const not = (condition: Condition): Condition => ['$not', join([condition])];
const equals = (key: string, value: Scalar): Condition => (value === null ? isNull(key) : [key, value]);

function compare(key: string, operator: string, operand: unknown): Condition {
  if (operator === '$eq') return equals(key, operand as Scalar);
  if (operator === '$elemMatch') return [key, { $elemMatch: queryOf(operand as Filter) }];
  if (operator === '$in') return isOneOf(key, operand as readonly Scalar[]);
  if (operator === '$nin') return not(isOneOf(key, operand as readonly Scalar[]));
  if (operand !== null) return [key, { [operator]: operand }];
  if (operator === '$ne') return not(isNull(key));
  return operator === '$gte' || operator === '$lte' ? isNull(key) : matchesNothing;
}

const matchesNothing: Condition = ['_id', { $in: [] }];

function isOneOf(key: string, values: readonly Scalar[]): Condition {
  const [only] = values;
  if (only !== undefined && values.length === 1) return equals(key, only);
  const others: Condition = [key, { $in: values.filter((value) => value !== null) }];
  return values.includes(null) ? ['$or', [join([isNull(key)]), join([others])]] : others;
}
