import { Decimal, maxDecimalDigits } from '../../../util/decimal.ts';
import type { Field } from '../../fields/index.ts';

const isCount = (value: unknown, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;

function limitFault(place: string, { schema }: Field, [name, limit]: readonly [string, unknown]): string[] {
  if (limit === undefined) return [];
  if (typeof limit !== 'string') return [`${place}: ${name} must be a text, such as "0"`];
  const [issue] = schema.safeParse(limit).error?.issues ?? [];
  return issue === undefined ? [] : [`${place}: ${name} is ${JSON.stringify(limit)}, which ${issue.message}`];
}

/** Finds digits, scales and limits of a decimal that no value could have. */
export function checkDecimal(place: string, field: Field): string[] {
  if (field.decimal === undefined) return [];
  const { digits, scale, min, max } = field.decimal;
  if (!isCount(digits, maxDecimalDigits) || digits < 1)
    return [`${place}: digits is ${String(digits)}; give 1 to ${maxDecimalDigits}`];
  if (!isCount(scale, digits)) return [`${place}: scale is ${String(scale)}; give 0 to ${digits}, which is digits`];
  const [low, high] = [min, max].map((limit) => (typeof limit === 'string' ? Decimal.parse(limit) : undefined));
  if (low !== undefined && high !== undefined && low > high)
    return [`${place}: min is ${low.toString()}, above max, which is ${high.toString()}; exchange them`];
  return [...limitFault(place, field, ['min', min]), ...limitFault(place, field, ['max', max])];
}
