import type { Comparison, Filter, Scalar } from '../store/port.ts';
import { isObject } from '../util/is-object.ts';
import { fail, succeed, type Outcome } from './problems.ts';
import { malformed } from './common-problems.ts';
import { isOrdered, type Property, type PropertyKind } from './properties.ts';
import { safeRegex } from './safe-regex.ts';

/** Every operator on one property, and what it takes. Both faces and their descriptions iterate this table. */
export const operators = {
  eq: { takes: 'value', means: 'is equal to this value' },
  ne: { takes: 'value', means: 'is not equal to this value' },
  gt: { takes: 'ordered', means: 'is greater than this value' },
  gte: { takes: 'ordered', means: 'is greater than or equal to this value' },
  lt: { takes: 'ordered', means: 'is less than this value' },
  lte: { takes: 'ordered', means: 'is less than or equal to this value' },
  in: { takes: 'values', means: 'is one of these values' },
  nin: { takes: 'values', means: 'is none of these values' },
  regex: { takes: 'pattern', means: 'matches this regular expression, which must begin with `^`' },
} as const;
export type Operator = keyof typeof operators;
export const connectives = ['and', 'or'] as const;

/** Whether an operator applies to a property. */
export function operatorApplies(operator: Operator, property: Property): boolean {
  const { takes } = operators[operator];
  if (takes === 'pattern') return property.kind === 'text';
  return takes === 'ordered' ? isOrdered(property) : true;
}

export interface FilterLimits {
  /** Comparisons and connectives in one filter. */
  readonly nodes: number;
  /** Values in one `in` or `nin`. */
  readonly values: number;
  /** Characters in one pattern. */
  readonly pattern: number;
}

/** How a face writes filters. */
export interface FilterDialect {
  /** `$` in HAL's `where`, nothing in GraphQL. */
  readonly prefix: string;
  /** The properties by the names that the face gives them. */
  readonly properties: ReadonlyMap<string, Property>;
  readonly limits: FilterLimits;
}

class FilterError extends Error {}

const isFilterObject = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !(value instanceof Date);

function scalar(property: Property, value: unknown, place: string): Scalar {
  if (value === null) return null;
  if (property.kind === 'instant') return instant(value, place);
  if (property.kind === 'id' || property.kind === 'reference') {
    if (typeof value !== 'string') throw new FilterError(`${place} is compared with text`);
    return value;
  }
  return ofKind(property, value, place);
}

function instant(value: unknown, place: string): Date {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new FilterError(`${place} is compared with a date and time, such as 2025-02-07T09:00:00Z`);
  return date;
}

const primitives = { integer: 'number', boolean: 'boolean' } as const;

/** Kinds whose values have a grammar: what is none of them would be compared with in vain. */
const exact: ReadonlySet<PropertyKind> = new Set(['date', 'time', 'duration', 'choice']);

function ofKind({ kind, field }: Property, value: unknown, place: string): Scalar {
  const expected = kind === 'integer' || kind === 'boolean' ? primitives[kind] : 'string';
  if (typeof value !== expected) throw new FilterError(`${place} is compared with a ${expected}`);
  const checked = exact.has(kind) ? field?.schema.safeParse(value) : undefined;
  if (checked?.success === false)
    throw new FilterError(`${place}: ${JSON.stringify(value)} ${checked.error.issues[0]?.message ?? ''}`);
  return value as Scalar;
}

class Parser {
  private nodes = 0;
  private readonly dialect: FilterDialect;
  constructor(dialect: FilterDialect) {
    this.dialect = dialect;
  }

  filter(input: unknown): Filter {
    if (!isFilterObject(input)) throw new FilterError('a filter is an object');
    const parts = Object.entries(input).filter(([, value]) => value !== undefined);
    const filters = parts.map(([key, value]) => this.part(key, value));
    return filters.length === 1 ? (filters[0] ?? {}) : filters.length === 0 ? {} : { $and: filters };
  }

  private part(key: string, value: unknown): Filter {
    if (++this.nodes > this.dialect.limits.nodes)
      throw new FilterError(`a filter has at most ${this.dialect.limits.nodes} parts`);
    const connective = connectives.find((name) => key === this.dialect.prefix + name);
    if (connective !== undefined) return { [`$${connective}`]: this.list(key, value) };
    const property = this.dialect.properties.get(key);
    if (property === undefined) throw new FilterError(this.unknown(key));
    return { [property.name]: this.comparison(property, value, key) };
  }

  private unknown(key: string): string {
    const names = [...this.dialect.properties.keys(), ...connectives.map((name) => this.dialect.prefix + name)];
    return `${JSON.stringify(key)} is nothing that can be filtered by; these are: ${names.join(', ')}`;
  }

  private list(key: string, value: unknown): readonly Filter[] {
    if (!Array.isArray(value) || value.length === 0)
      throw new FilterError(`${key} takes a list of at least one filter`);
    return value.map((each) => this.filter(each));
  }

  private comparison(property: Property, value: unknown, place: string): Comparison {
    if (!isFilterObject(value)) return { $eq: scalar(property, value, place) };
    const entries = Object.entries(value).filter(([, operand]) => operand !== undefined);
    if (entries.length === 0) throw new FilterError(`${place} has no operator`);
    return Object.fromEntries(entries.map(([key, operand]) => this.operation(property, key, { operand, place })));
  }

  private operation(
    property: Property,
    key: string,
    { operand, place }: { operand: unknown; place: string },
  ): [string, unknown] {
    if (++this.nodes > this.dialect.limits.nodes)
      throw new FilterError(`a filter has at most ${this.dialect.limits.nodes} parts`);
    const names = (Object.keys(operators) as Operator[]).filter((name) => operatorApplies(name, property));
    const operator = names.find((name) => this.dialect.prefix + name === key);
    const known = names.map((name) => this.dialect.prefix + name).join(', ');
    if (operator === undefined)
      throw new FilterError(`${JSON.stringify(key)} is no operator for ${place}; these are: ${known}`);
    return [`$${operator}`, this.operand(property, operator, { operand, place })];
  }

  private operand(property: Property, operator: Operator, { operand, place }: { operand: unknown; place: string }) {
    const { takes } = operators[operator];
    if (takes === 'values') return this.values(property, operand, place);
    if (takes !== 'pattern') return scalar(property, operand, place);
    const regex = safeRegex(operand, this.dialect.limits.pattern);
    if (!regex.ok) throw new FilterError(`${place}: ${regex.fault}`);
    return regex.value;
  }

  private values(property: Property, operand: unknown, place: string): readonly Scalar[] {
    const most = this.dialect.limits.values;
    if (!Array.isArray(operand) || operand.length > most)
      throw new FilterError(`${place} takes a list of at most ${most} values here`);
    return operand.map((value) => scalar(property, value, place));
  }
}

/**
 * Parses a client's filter into the store's language, by the whitelist of a dialect. Anything else is `Malformed`,
 * naming what is wrong. No store ever sees an operator or a field name that is not in the tables.
 */
export function parseFilter(input: unknown, dialect: FilterDialect): Outcome<Filter> {
  try {
    return succeed(new Parser(dialect).filter(input));
  } catch (fault) {
    if (fault instanceof FilterError) return fail(malformed(fault.message));
    if (fault instanceof RangeError) return fail(malformed('the filter is nested too deeply'));
    throw fault;
  }
}
