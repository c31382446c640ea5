import type { Operator } from '../../resource/filter.ts';
import { isObject } from '../../util/is-object.ts';

/** The argument of a list that filters it. */
export const filterArgument = 'filter';
/** The cost of a regular expression, in conditions. */
const patternWeight = 100;
const patternOperator: Operator = 'regex';

/** The parts of a filter. */
export interface FilterSize {
  /** The number of connectives, fields, operators and values. */
  readonly conditions: number;
  /** The number of regular expressions. */
  readonly patterns: number;
}

const nothing: FilterSize = { conditions: 0, patterns: 0 };

const sum = (sizes: readonly FilterSize[]): FilterSize =>
  sizes.reduce(
    (total, { conditions, patterns }) => ({
      conditions: total.conditions + conditions,
      patterns: total.patterns + patterns,
    }),
    nothing,
  );

function measureMember([name, value]: readonly [string, unknown]): FilterSize {
  const { conditions, patterns } = measureFilter(value);
  const isPattern = name === patternOperator && typeof value === 'string';
  return { conditions: conditions + 1, patterns: patterns + (isPattern ? 1 : 0) };
}

/** Counts the parts of the value of a filter argument, or of a variable for it. */
export function measureFilter(value: unknown): FilterSize {
  if (!isObject(value) && !Array.isArray(value)) return nothing;
  if (!Array.isArray(value)) return sum(Object.entries(value).map(measureMember));
  const filters = value.filter((item) => typeof item === 'object');
  const scalars = { conditions: value.length - filters.length, patterns: 0 };
  return sum([scalars, ...filters.map(measureFilter)]);
}

/** Returns the cost of a filter: one for each condition, and a hundred for each regular expression. */
export function costOfFilter(filter: unknown): number {
  const { conditions, patterns } = measureFilter(filter);
  return conditions + patterns * patternWeight;
}
