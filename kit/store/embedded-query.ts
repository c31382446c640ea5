import type { Comparison, Filter, Scalar } from './port.ts';
import { isObject } from '../util/is-object.ts';

/** A query in the embedded store's words. */
export type NedbQuery = Readonly<Record<string, unknown>>;

/** One thing that a document has to be: a field and what is asked of it, or a connective and queries. */
type Condition = readonly [key: string, value: unknown];

/**
 * MongoDB's filters in the embedded store's words: it has no `$eq` and no `$nor`, and for MongoDB a field that is
 * missing equals null. It looks for an index at the top of a query alone, so conditions stand there as far as they can.
 */
export const toNedbQuery = (filter: Filter): NedbQuery => join(conditionsOf(filter));

/** All conditions in one query: of each key the first at the top, others of the same key below. */
function join(conditions: readonly Condition[]): NedbQuery {
  const top: Record<string, unknown> = {};
  const below: NedbQuery[] = [];
  for (const [key, value] of conditions) {
    if (key in top) below.push({ [key]: value });
    else top[key] = value;
  }
  return below.length === 0 ? top : { ...top, $and: below };
}

const conditionsOf = (filter: Filter): readonly Condition[] =>
  Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : conditions(key, value)));

function conditions(key: string, value: Scalar | Comparison | readonly Filter[]): readonly Condition[] {
  if (Array.isArray(value)) return connected(key, value as readonly Filter[]);
  if (!isComparison(value)) return [equals(key, value as Scalar)];
  return Object.entries(value).flatMap(([operator, operand]) =>
    operand === undefined ? [] : [compare(key, operator, operand)],
  );
}

function connected(connective: string, filters: readonly Filter[]): readonly Condition[] {
  const isOfOne = filters.length === 1 && connective === '$or';
  if (connective === '$and' || isOfOne) return filters.flatMap(conditionsOf);
  const queries = filters.map(toNedbQuery);
  return connective === '$nor' ? [['$not', { $or: queries }]] : [[connective, queries]];
}

const isComparison = (value: unknown): value is Comparison =>
  isObject(value) && !(value instanceof Date) && !(value instanceof RegExp);

const isNull = (key: string): Condition => ['$or', [{ [key]: { $exists: false } }, { [key]: null }]];
const not = (condition: Condition): Condition => ['$not', join([condition])];
const equals = (key: string, value: Scalar): Condition => (value === null ? isNull(key) : [key, value]);

function compare(key: string, operator: string, operand: unknown): Condition {
  if (operator === '$eq') return equals(key, operand as Scalar);
  if (operator === '$elemMatch') return [key, { $elemMatch: toNedbQuery(operand as Filter) }];
  if (operator === '$in') return among(key, operand as readonly Scalar[]);
  if (operator === '$nin') return not(among(key, operand as readonly Scalar[]));
  if (operand !== null) return [key, { [operator]: operand }];
  if (operator === '$ne') return not(isNull(key));
  return operator === '$gte' || operator === '$lte' ? isNull(key) : nothing;
}

const nothing: Condition = ['_id', { $in: [] }];

function among(key: string, values: readonly Scalar[]): Condition {
  const [only] = values;
  if (only !== undefined && values.length === 1) return equals(key, only);
  const others: Condition = [key, { $in: values.filter((value) => value !== null) }];
  return values.includes(null) ? ['$or', [join([isNull(key)]), join([others])]] : others;
}
