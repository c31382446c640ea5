import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';
import { parses } from './parses.ts';

const datePattern = '^\\d{4}-\\d{2}-\\d{2}$';
const isDate = (value: string): boolean =>
  new RegExp(datePattern).test(value) && parses(() => Temporal.PlainDate.from(value, { overflow: 'reject' }));

/** Declares a calendar date, `YYYY-MM-DD` (RFC 3339 full-date), without a time zone. */
export const calendarDate = (documentation: FieldDocumentation<string>) =>
  define<string>({
    ...documentation,
    kind: 'date',
    pattern: datePattern,
    schema: z.string('must be a date, YYYY-MM-DD').refine(isDate, 'must be a date that exists, YYYY-MM-DD'),
  });
