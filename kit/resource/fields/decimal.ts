import { Decimal, maxDecimalDigits } from '../../util/decimal.ts';
import { define, type DecimalLimits, type FieldDocumentation } from './field.ts';
import { parsedText, type ParsedText } from './parsed-text.ts';

const expected = 'must be a decimal number as text, such as "12.5"';

/** Returns the pattern of the numbers that have at most so many digits before and after the point. */
function patternOf({ digits, scale }: DecimalLimits): string {
  const before = digits - scale;
  const integer = before > 1 ? `(?:0|[1-9]\\d{0,${before - 1}})` : before === 1 ? '\\d' : '0';
  return `^-?${integer}${scale > 0 ? `(?:\\.\\d{1,${scale}})?` : ''}$`;
}

function digitsError(text: string, { digits, scale }: DecimalLimits): string | undefined {
  const [integer = '', fraction = ''] = text.replace('-', '').split('.');
  if (fraction.length > scale) return `must have at most ${scale} digits after the point`;
  const before = digits - scale;
  if (before === 0 && integer !== '0') return 'must be greater than -1 and less than 1';
  return integer.length > Math.max(before, 1) ? `must have at most ${before} digits before the point` : undefined;
}

function parseDecimal(text: string, limits: DecimalLimits, { min, max }: Range): ParsedText<Decimal> {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text))
    return { message: `${expected}: digits, with a point before a fraction, no exponent and no zeros in front` };
  const error = digitsError(text, limits);
  if (error !== undefined) return { message: error };
  const value = Decimal.parse(text);
  if (value === undefined) return { message: `must have at most ${maxDecimalDigits} digits` };
  if (min !== undefined && value < min) return { message: `must be at least ${min.toString()}` };
  return max !== undefined && value > max ? { message: `must be at most ${max.toString()}` } : { value };
}

interface Range {
  readonly min: Decimal | undefined;
  readonly max: Decimal | undefined;
}

/**
 * Declares an exact decimal number of at most `digits` digits, `scale` of them after the point, from `min` to `max`
 * (texts). Clients send and receive it as text without an exponent. Zeros at the end of the fraction do not count:
 * `1.50` is stored, compared and shown as `1.5`.
 * @example decimal({ title: 'Price', description: 'The price in euros.', digits: 10, scale: 2, min: '0' })
 */
export function decimal({ digits, scale, min, max, ...documentation }: FieldDocumentation<string> & DecimalLimits) {
  const limits = { digits, scale, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  const range = { min: Decimal.parse(min ?? ''), max: Decimal.parse(max ?? '') };
  const schema = parsedText(expected, (text) => parseDecimal(text, limits, range));
  const pattern = patternOf(limits);
  return define<Decimal>({ ...documentation, kind: 'decimal', pattern, schema, decimal: limits, toWire: String });
}
