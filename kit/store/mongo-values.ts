import { Decimal128 } from 'mongodb';
import { Decimal, maxDecimalDigits } from '../util/decimal.ts';
import { mapValues } from './map-values.ts';

const toBson = (value: unknown): unknown => (value instanceof Decimal ? Decimal128.fromString(String(value)) : value);

/** The text of a Decimal128: digits, perhaps with a point, perhaps with an exponent. NaN and infinity are others. */
const pattern = /^(-?\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/;

/** Returns the value multiplied by 10³⁴; undefined if it is no integer then, or too large. */
function scaledValue(text: string): bigint | undefined {
  const [, integer, fraction = '', exponent = '0'] = pattern.exec(text) ?? [];
  if (integer === undefined) return undefined;
  const coefficient = BigInt(integer + fraction);
  const power = maxDecimalDigits + Number(exponent) - fraction.length;
  if (coefficient === 0n) return 0n;
  if (Math.abs(power) > 2 * maxDecimalDigits) return undefined;
  const factor = 10n ** BigInt(Math.abs(power));
  if (power >= 0) return coefficient * factor;
  return coefficient % factor === 0n ? coefficient / factor : undefined;
}

/** @throws {RangeError} if the value is none of the store port's decimals: only other programs write such */
function fromDecimal128(value: Decimal128): Decimal {
  const scaled = scaledValue(value.toString());
  if (scaled === undefined)
    throw new RangeError(`a document has the number ${value.toString()}, which is out of range`);
  return Decimal.fromScaled(scaled);
}

const fromBson = (value: unknown): unknown => (value instanceof Decimal128 ? fromDecimal128(value) : value);

/** Converts what is sent to MongoDB: decimals are stored as Decimal128. */
export const encode = <T>(value: T): T => mapValues(value, toBson);

/** Converts documents of MongoDB to those of the store port. */
export const decode = <T>(value: T): T => mapValues(value, fromBson);
