import type { Scalar } from '../store/port.ts';
import { Decimal } from '../util/decimal.ts';
import { parseDateTime } from '../util/rfc3339.ts';
import type { Property, PropertyKind } from './properties.ts';

/** The value that a filter's operand stands for in the store, or what it must be. */
type ParsedOperand = { readonly value: Scalar } | { readonly message: string };
type ParseOperand = (operand: unknown, property: Property) => ParsedOperand;

const mustBeText: ParsedOperand = { message: 'must be compared with text' };

const anyText: ParseOperand = (operand) => (typeof operand === 'string' ? { value: operand } : mustBeText);

const primitive =
  (type: 'string' | 'number' | 'boolean'): ParseOperand =>
  (operand) =>
    typeof operand === type ? { value: operand as Scalar } : { message: `must be compared with a ${type}` };

/** Parses a text by the schema of the field: an invalid one could never match. */
const validText: ParseOperand = (operand, { field }) => {
  if (typeof operand !== 'string') return { message: 'must be compared with a string' };
  const parsed = field?.schema.safeParse(operand);
  if (parsed?.success === false)
    return { message: `${JSON.stringify(operand)} ${parsed.error.issues[0]?.message ?? ''}` };
  return { value: typeof parsed?.data === 'string' ? parsed.data : operand };
};

/** Parses a decimal number, also one that the field cannot have: it may be between values. */
const decimal: ParseOperand = (operand) => {
  const value = typeof operand === 'string' ? Decimal.parse(operand) : undefined;
  return value === undefined
    ? { message: 'must be compared with a decimal number of at most 34 digits as text, such as "12.5"' }
    : { value };
};

const instant: ParseOperand = (operand) => {
  const value = typeof operand === 'string' ? parseDateTime(operand) : operand;
  return value instanceof Date
    ? { value }
    : {
        message: 'must be compared with a date and time with an offset (RFC 3339), such as 2025-02-07T09:00:00Z',
      };
};

const parsers: Readonly<Record<PropertyKind, ParseOperand>> = {
  text: primitive('string'),
  url: validText,
  email: validText,
  integer: primitive('number'),
  decimal,
  boolean: primitive('boolean'),
  date: validText,
  time: validText,
  dateTime: instant,
  duration: validText,
  choice: validText,
  secret: () => ({ message: 'cannot be filtered by' }),
  id: anyText,
  instant,
  reference: anyText,
};

/** Parses the operand of a comparison with a property. */
export const parseOperand = (property: Property, operand: unknown): ParsedOperand =>
  operand === null ? { value: null } : parsers[property.kind](operand, property);
