import { Decimal, maxDecimalDigits } from '../util/decimal.ts';
import { mapValues } from './map-values.ts';

/**
 * Begins the text that stands for a decimal in the memory of the embedded store, which compares numbers only as doubles.
 * No other text begins with it: it is half a character, and ill-formed texts are rejected where they come in.
 */
const mark = '\udc00';
const offset = 10n ** BigInt(2 * maxDecimalDigits);
const width = String(2n * offset).length;

/** Returns a text whose order among such texts is that of the decimals. */
const encodeDecimal = (decimal: Decimal): string => mark + String(decimal.valueOf() + offset).padStart(width, '0');

/** Returns the decimal that a text stands for; undefined for any other value. */
export const decodeDecimal = (value: unknown): Decimal | undefined =>
  typeof value === 'string' && value.startsWith(mark)
    ? Decimal.fromScaled(BigInt(value.slice(mark.length)) - offset)
    : undefined;

/** Returns the decimal's value in the memory of the embedded store. */
export const encodeValue = (value: unknown): unknown => (value instanceof Decimal ? encodeDecimal(value) : value);

/** Copies what goes to the embedded store. */
export const encode = <T>(value: T): T => mapValues(value, encodeValue);

/** Copies a document of the embedded store. */
export const decode = <T>(value: T): T => mapValues(value, (each) => decodeDecimal(each) ?? each);
