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

/** Adds the parts of a value to a size. Variables can have thousands of them, so that it creates no objects. */
function addParts(value: unknown, size: { -readonly [Part in keyof FilterSize]: number }): void {
  if (Array.isArray(value))
    for (const item of value as readonly unknown[])
      if (typeof item === 'object') addParts(item, size);
      else size.conditions++;
  else if (isObject(value))
    for (const name of Object.keys(value)) {
      size.conditions++;
      if (name === patternOperator && typeof value[name] === 'string') size.patterns++;
      else addParts(value[name], size);
    }
}

/** Counts the parts of the value of a filter argument, or of a variable for it. */
export function measureFilter(value: unknown): FilterSize {
  const size = { conditions: 0, patterns: 0 };
  addParts(value, size);
  return size;
}

/** Returns the cost of a filter: one for each condition, and a hundred for each regular expression. */
export function costOfFilter(filter: unknown): number {
  const { conditions, patterns } = measureFilter(filter);
  return conditions + patterns * patternWeight;
}
