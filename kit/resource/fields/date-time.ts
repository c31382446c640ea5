import {
  formatOffsetDateTime,
  isOffsetDateTime,
  parseOffsetDateTime,
  type OffsetDateTime,
} from '../../util/offset-date-time.ts';
import { define, type FieldDocumentation } from './field.ts';
import { parsedText, type ParsedText } from './parsed-text.ts';

const expected = 'must be a date and time with an offset (RFC 3339), such as 2025-02-07T09:00:00+01:00';
const pattern = '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,3})?(?:[Zz]|[+\\-]\\d{2}:\\d{2})$';

function parse(text: string): ParsedText<OffsetDateTime> {
  if (/:\d{2}\.\d{4,}/.test(text)) return { message: `${expected}, with at most three digits of a fraction` };
  if (!new RegExp(pattern).test(text)) return { message: expected };
  if (/:60(?:\.|[Zz+-])/.test(text))
    return { message: 'must not be in a leap second: write the second before or after it' };
  const value = parseOffsetDateTime(text);
  return value === undefined
    ? { message: 'must be a date and time that exist, with an offset from -23:59 to +23:59' }
    : { value };
}

/**
 * Declares a date and time with an offset from UTC (RFC 3339 `date-time`), exact to the millisecond. Clients see it with
 * the offset that was sent. It is compared, sorted and unique as a point in time: `2026-01-01T10:00:00+02:00` equals
 * `2026-01-01T08:00:00Z`.
 */
export const dateTime = (documentation: FieldDocumentation<string>) =>
  define<OffsetDateTime>({
    ...documentation,
    kind: 'dateTime',
    pattern,
    schema: parsedText(expected, parse),
    toWire: (value) => (isOffsetDateTime(value) ? formatOffsetDateTime(value) : String(value)),
    comparedBy: 'at',
  });
