import type { Comparison, Filter, Scalar } from '../store/port.ts';
import { isObject } from '../util/is-object.ts';
import { fail, succeed, type Outcome } from './problems.ts';
import { malformed } from './common-problems.ts';
import { parseOperand } from './filter-operands.ts';
import { operandsOf, type OperandKind, type Property } from './properties.ts';
import { safeRegex } from './safe-regex.ts';

/**
 * All operators on one property, and the operands that they take. The faces and their descriptions iterate this table.
 */
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
} as const satisfies Record<string, { readonly takes: OperandKind; readonly means: string }>;
export type Operator = keyof typeof operators;
const connectives = ['and', 'or'] as const;

/** Whether an operator applies to a property. */
const operatorApplies = (operator: Operator, { kind }: Property): boolean =>
  operandsOf[kind].includes(operators[operator].takes);

export interface FilterLimits {
  /** The maximum number of comparisons and connectives in one filter. */
  readonly nodes: number;
  /** The maximum number of values of all `in` and `nin` in one filter. */
  readonly values: number;
  /** The maximum number of patterns in one filter. */
  readonly patterns: number;
  /** The maximum number of characters of one pattern. */
  readonly pattern: number;
}

/** The filter syntax of a face. */
export interface FilterDialect {
  /** The prefix of operators and connectives: `$` in HAL's `where`, empty in GraphQL. */
  readonly prefix: string;
  /** The properties by their names in the face. */
  readonly properties: ReadonlyMap<string, Property>;
  readonly limits: FilterLimits;
}

class FilterError extends Error {}

const isFilterObject = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !(value instanceof Date);

function scalar(property: Property, operand: unknown, place: string): Scalar {
  const parsed = parseOperand(property, operand);
  if ('message' in parsed) throw new FilterError(`${place}: ${parsed.message}`);
  return parsed.value;
}

class Parser {
  private nodes = 0;
  private values = 0;
  private patterns = 0;
  private readonly dialect: FilterDialect;
  constructor(dialect: FilterDialect) {
    this.dialect = dialect;
  }

  filter(input: unknown): Filter {
    if (!isFilterObject(input)) throw new FilterError('a filter must be an object');
    const parts = Object.entries(input).filter(([, value]) => value !== undefined);
    const filters = parts.map(([key, value]) => this.part(key, value));
    return filters.length === 1 ? (filters[0] ?? {}) : filters.length === 0 ? {} : { $and: filters };
  }

  /** Counts a comparison or a connective. @throws {FilterError} if the filter has too many. */
  private countNode(): void {
    const max = this.dialect.limits.nodes;
    if (++this.nodes > max) throw new FilterError(`a filter can have at most ${max} parts`);
  }

  private part(key: string, value: unknown): Filter {
    this.countNode();
    const connective = connectives.find((name) => key === this.dialect.prefix + name);
    if (connective !== undefined) return { [`$${connective}`]: this.list(key, value) };
    const property = this.dialect.properties.get(key);
    if (property === undefined) throw new FilterError(this.unknown(key));
    return { [property.path]: this.comparison(property, value, key) };
  }

  private unknown(key: string): string {
    const names = [...this.dialect.properties.keys(), ...connectives.map((name) => this.dialect.prefix + name)];
    return `${JSON.stringify(key)} cannot be filtered by; valid names: ${names.join(', ')}`;
  }

  private list(key: string, value: unknown): readonly Filter[] {
    if (!Array.isArray(value) || value.length === 0)
      throw new FilterError(`${key} must be a list of at least one filter`);
    return value.map((input) => this.filter(input));
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
    this.countNode();
    const names = (Object.keys(operators) as Operator[]).filter((name) => operatorApplies(name, property));
    const operator = names.find((name) => this.dialect.prefix + name === key);
    const valid = names.map((name) => this.dialect.prefix + name).join(', ');
    if (operator === undefined)
      throw new FilterError(`${JSON.stringify(key)} is not an operator for ${place}; valid operators: ${valid}`);
    return [`$${operator}`, this.operand(property, operator, { operand, place })];
  }

  private operand(property: Property, operator: Operator, { operand, place }: { operand: unknown; place: string }) {
    const { takes } = operators[operator];
    if (takes === 'values') return this.valueList(property, operand, place);
    if (takes === 'ordered' && operand === null)
      throw new FilterError(`${place}: ${this.dialect.prefix}${operator} must be compared with a value, not null`);
    return takes === 'pattern' ? this.pattern(operand, place) : scalar(property, operand, place);
  }

  private pattern(operand: unknown, place: string): RegExp {
    const { limits, prefix } = this.dialect;
    if (++this.patterns > limits.patterns)
      throw new FilterError(
        `a filter can have at most ${limits.patterns} patterns (${prefix}regex); use other operators, or send several requests`,
      );
    const regex = safeRegex(operand, limits.pattern);
    if (!regex.ok) throw new FilterError(`${place}: ${regex.message}`);
    return regex.value;
  }

  private valueList(property: Property, operand: unknown, place: string): readonly Scalar[] {
    const max = this.dialect.limits.values;
    if (!Array.isArray(operand) || operand.length > max)
      throw new FilterError(`${place}: must be compared with a list of at most ${max} values`);
    this.values += operand.length;
    if (this.values > max) throw new FilterError(`the lists of a filter can have at most ${max} values together`);
    return operand.map((value) => scalar(property, value, place));
  }
}

/**
 * Parses a client's filter into a filter of the store. Only the operators of the table and the properties of the
 * dialect are valid; nothing else reaches the store. Fails with a `Malformed` problem that names the invalid part.
 */
export function parseFilter(input: unknown, dialect: FilterDialect): Outcome<Filter> {
  try {
    return succeed(new Parser(dialect).filter(input));
  } catch (error) {
    if (error instanceof FilterError) return fail(malformed(error.message));
    if (error instanceof RangeError) return fail(malformed('the filter is nested too deeply'));
    throw error;
  }
}
