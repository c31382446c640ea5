import type { Comparison, Filter, Scalar } from './port.ts';

/**
 * MongoDB's filters in the embedded store's words: it has no `$eq` and no `$nor`, and for MongoDB a field that is
 * missing equals null.
 */
export function translate(filter: Filter): Record<string, unknown> {
  const parts = Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [part(key, value)]));
  return parts.length === 1 ? (parts[0] ?? {}) : parts.length === 0 ? {} : { $and: parts };
}

type Part = Record<string, unknown>;

function part(key: string, value: Scalar | Comparison | readonly Filter[]): Part {
  if (Array.isArray(value)) {
    const filters = (value as readonly Filter[]).map(translate);
    return key === '$nor' ? { $not: { $or: filters } } : { [key]: filters };
  }
  if (!isComparison(value)) return equals(key, value as Scalar);
  const parts = Object.entries(value).flatMap(([operator, operand]) =>
    operand === undefined ? [] : [compare(key, operator, operand)],
  );
  return parts.length === 1 ? (parts[0] ?? {}) : { $and: parts };
}

const isComparison = (value: unknown): value is Comparison =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof RegExp);

const isNull = (key: string): Part => ({ $or: [{ [key]: { $exists: false } }, { [key]: null }] });
const equals = (key: string, value: Scalar): Part => (value === null ? isNull(key) : { [key]: value });

function compare(key: string, operator: string, operand: unknown): Part {
  if (operator === '$eq') return equals(key, operand as Scalar);
  if (operator === '$elemMatch') return { [key]: { $elemMatch: translate(operand as Filter) } };
  if (operator === '$in') return among(key, operand as readonly Scalar[]);
  if (operator === '$nin') return { $not: among(key, operand as readonly Scalar[]) };
  if (operand !== null) return { [key]: { [operator]: operand } };
  if (operator === '$ne') return { $not: isNull(key) };
  return operator === '$gte' || operator === '$lte' ? isNull(key) : { _id: { $in: [] } };
}

function among(key: string, values: readonly Scalar[]): Part {
  const others = { [key]: { $in: values.filter((value) => value !== null) } };
  return values.includes(null) ? { $or: [isNull(key), others] } : others;
}
