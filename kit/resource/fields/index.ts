/** The kinds of field: what each accepts, and how it is documented. */
export {
  fieldProperties,
  type DecimalLimits,
  type DisplayText,
  type Field,
  type FieldKind,
  type FieldReference,
  type Fields,
  type WireValue,
} from './field.ts';
export type { Infer } from './infer.ts';
export { boundsMean } from './bounds-mean.ts';
export { boolean } from './boolean.ts';
export { calendarDate } from './calendar-date.ts';
export { choice } from './choice.ts';
export { dateTime } from './date-time.ts';
export { decimal } from './decimal.ts';
export { email } from './email.ts';
export { durationSeconds, fixedDuration } from './fixed-duration.ts';
export { integer } from './integer.ts';
export { localTime } from './local-time.ts';
export { secret } from './secret.ts';
export { text } from './text.ts';
export { timeZone } from './time-zone.ts';
export { url } from './url.ts';
export { wireValue } from './wire-value.ts';
