/** The kinds of field: what each accepts, and how it is documented. */
export {
  fieldProperties,
  type DisplayText,
  type Field,
  type FieldKind,
  type FieldReference,
  type Fields,
} from './field.ts';
export type { Infer } from './infer.ts';
export { boolean } from './boolean.ts';
export { calendarDate } from './calendar-date.ts';
export { choice } from './choice.ts';
export { durationSeconds, fixedDuration } from './fixed-duration.ts';
export { integer } from './integer.ts';
export { localTime } from './local-time.ts';
export { secret } from './secret.ts';
export { text } from './text.ts';
