import { z } from 'zod';
import { define, type FieldDocumentation } from './field.ts';

const timePattern = '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$';

/** Declares a time of day, `HH:MM:SS`, without a time zone. `HH:MM` is accepted as `HH:MM:00`. */
export const localTime = (documentation: FieldDocumentation<string>) =>
  define<string>({
    ...documentation,
    kind: 'time',
    pattern: timePattern,
    schema: z
      .string('must be a time, HH:MM:SS')
      .regex(new RegExp(timePattern), 'must be a time from 00:00:00 to 23:59:59, HH:MM:SS or HH:MM')
      .transform((time) => (time.length === 5 ? `${time}:00` : time)),
  });
