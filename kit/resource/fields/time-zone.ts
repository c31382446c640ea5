import { Temporal } from 'temporal-polyfill';
import { define, type FieldDocumentation } from './field.ts';
import { parsedText, type ParsedText } from './parsed-text.ts';

const expected = 'must be the name of an IANA time zone, such as Europe/Berlin';
const pattern = '^[A-Za-z][A-Za-z0-9_+\\/\\-]*$';
const maxLength = 64;

function parseTimeZone(text: string): ParsedText<string> {
  if (text.length > maxLength || !new RegExp(pattern, 'u').test(text)) return { message: expected };
  try {
    return { value: Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId };
  } catch {
    return { message: `${expected}; ${JSON.stringify(text)} is unknown` };
  }
}

/**
 * Declares the name of an IANA time zone that this system's time zone database knows. It is a text, which is stored in
 * the database's case: `europe/berlin` as `Europe/Berlin`. Offsets such as `+01:00` are no zones.
 */
export const timeZone = (documentation: FieldDocumentation<string>) =>
  define<string>({
    example: 'Europe/Berlin',
    ...documentation,
    kind: 'text',
    pattern,
    schema: parsedText(expected, parseTimeZone),
    bounds: { min: 1, max: maxLength },
  });
