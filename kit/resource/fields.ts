import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { controlCharacters } from '../util/precis.ts';

/** All kinds of field. Each face handles every one of them. */
export type FieldKind = 'text' | 'integer' | 'boolean' | 'date' | 'time' | 'duration' | 'choice' | 'secret';

/** One field of a resource: its valid values and its documentation. Immutable. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string;
  /** Marks the field as deprecated: the reason and the replacement. */
  readonly deprecated?: string;
  /** Parses a client's value. Its error messages say what is expected. */
  readonly schema: z.ZodType<T>;
  readonly required: Required;
  /** Whether no two documents of the resource have the same value. */
  readonly unique: boolean;
  /** Returns the form in which two values of a unique text are compared; undefined for other kinds. */
  readonly comparedAs: ((value: string) => string) | undefined;
  /** The values of a `choice`, in order. */
  readonly options: readonly string[];
  /** A regular expression (ECMA-262) that every value of a text, a secret, a date, a time or a duration matches. */
  readonly pattern: string | undefined;
  /** The field of another resource whose values are the valid values of this field. */
  readonly valuesFrom: FieldReference | undefined;
  /** An example for documentation; derived from the kind by default. */
  readonly example: T | undefined;
  /** The bounds shown in forms and API descriptions: lengths of a text, values of an integer. */
  readonly bounds: { readonly min?: number; readonly max?: number };
  /** Returns the field as an optional one. */
  optional(): Field<T, false>;
  /** Returns the field with the constraint that no two documents have the same value. */
  distinct(): Field<T, Required>;
}

/** Names a field of a resource. */
export interface FieldReference {
  readonly resource: string;
  readonly field: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** The documentation of a field, a relation or an action. */
export interface DisplayText {
  readonly title: string;
  readonly description: string;
  /** Marks it as deprecated: the reason and the replacement. */
  readonly deprecated?: string;
}

/** The documentation of a field. */
interface FieldDocumentation<T> extends DisplayText {
  readonly example?: T;
}

type Properties<T> = Pick<Field<T>, 'kind' | 'title' | 'description' | 'schema'> &
  Partial<
    Pick<Field<T>, 'deprecated' | 'unique' | 'comparedAs' | 'options' | 'pattern' | 'valuesFrom' | 'example' | 'bounds'>
  >;

function makeField<T, Required extends boolean>(properties: Properties<T>, required: Required): Field<T, Required> {
  return Object.freeze({
    unique: false,
    comparedAs: undefined,
    options: [],
    pattern: undefined,
    valuesFrom: undefined,
    example: undefined,
    bounds: {},
    ...properties,
    required,
    optional: () => makeField(properties, false),
    distinct: () => makeField({ ...properties, unique: true }, required),
  });
}

const define = <T>(properties: Properties<T>): Field<T, true> => makeField(properties, true);

interface Length {
  readonly min?: number;
  readonly max: number;
}

const textOf = ({ min = 0, max }: Length) =>
  z
    .string('must be text')
    .min(min, `must have at least ${min} character${min === 1 ? '' : 's'}`)
    .max(max, `must have at most ${max} characters`);

/** A regular expression (ECMA-262) for texts. */
export interface TextPattern {
  readonly pattern: string;
  /** The message for a text that does not match, such as `must not contain a colon`. */
  readonly message: string;
}

interface TextKind extends Length {
  readonly matches?: TextPattern;
  readonly valuesFrom?: FieldReference;
  /** Returns the form in which two values are compared if the text is unique; NFC by default. */
  readonly comparedAs?: (value: string) => string;
}

const inNfc = (value: string): string => value.normalize('NFC');

/**
 * Declares a text of `min` (0 by default) to `max` characters.
 * @example text({ title: 'Name', description: 'The name of the venue.', min: 1, max: 200 })
 */
export function text({
  min = 0,
  max,
  matches,
  valuesFrom,
  comparedAs = inNfc,
  ...documentation
}: FieldDocumentation<string> & TextKind) {
  const length = textOf({ min, max });
  const schema = matches === undefined ? length : length.regex(new RegExp(matches.pattern, 'u'), matches.message);
  return define<string>({
    ...documentation,
    kind: 'text',
    schema,
    pattern: matches?.pattern,
    valuesFrom,
    comparedAs,
    bounds: { min, max },
  });
}

/** Declares a whole number from `min` to `max`. */
export function integer({
  min,
  max,
  ...documentation
}: FieldDocumentation<number> & { readonly min: number; readonly max: number }) {
  const schema = z
    .number('must be a whole number')
    .refine(Number.isSafeInteger, 'must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
  return define<number>({ ...documentation, kind: 'integer', schema, bounds: { min, max } });
}

/** Declares a Boolean value. */
export const boolean = (documentation: FieldDocumentation<boolean>) =>
  define<boolean>({ ...documentation, kind: 'boolean', schema: z.boolean('must be true or false') });

const parses = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
};

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

/**
 * Weeks alone, or days, hours, minutes and seconds, all without fractions (RFC 3339 Appendix A). Unlike there, hours
 * and seconds can stand without minutes (`PT1H30S`), as usual libraries write them and JSON Schema validators accept.
 */
const durationPattern = '^P(?=[\\dT])(\\d+W|(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?)$';
/** What ISO 8601 has besides: weeks beside other units, and a fraction of the smallest unit. Stores may have such. */
const extendedDurationPattern =
  /^P(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?$/;

const relativeTo = Temporal.PlainDateTime.from('2000-01-01T00:00');

/** Returns the length of an ISO 8601 duration in seconds; a day has 24 hours. Undefined if it has no fixed length. */
export function durationSeconds(value: string): number | undefined {
  if (!extendedDurationPattern.test(value) || !parses(() => Temporal.Duration.from(value))) return undefined;
  return Temporal.Duration.from(value).total({ unit: 'second', relativeTo });
}

/** Returns the duration of the same length in the syntax of RFC 3339. */
const inSimpleUnits = (value: string): string =>
  Temporal.Duration.from(value).round({ largestUnit: 'day', smallestUnit: 'second', relativeTo }).toString();

/** Returns what a duration must be if it is invalid; undefined if it is valid. */
function durationError(value: string, maxSeconds: number): string | undefined {
  const seconds = durationSeconds(value);
  if (seconds === undefined && /^P\d+[YM]|^P\d+Y\d+M/.test(value))
    return 'must have a fixed length: years and months have none, use weeks, days, hours, minutes or seconds';
  if (seconds === undefined) return 'must be an ISO 8601 duration, such as PT15M, PT1H30M or P1D';
  if (seconds < 1) return 'must be at least one second long';
  if (!Number.isSafeInteger(seconds)) return 'must be a whole number of seconds';
  if (seconds > maxSeconds) return `must be at most ${maxSeconds / 86_400} days long`;
  if (new RegExp(durationPattern).test(value)) return undefined;
  return `must have whole numbers, and weeks only alone (RFC 3339, Appendix A): write ${inSimpleUnits(value)}`;
}

/**
 * Declares a duration of fixed length (no years, no months) in the syntax of RFC 3339 Appendix A, from one second to
 * `maxDays`.
 */
export function fixedDuration({
  maxDays,
  ...documentation
}: FieldDocumentation<string> & { readonly maxDays: number }) {
  const schema = z.string('must be an ISO 8601 duration, such as PT15M').superRefine((value, issues) => {
    const message = durationError(value, maxDays * 86_400);
    if (message !== undefined) issues.addIssue({ code: 'custom', message });
  });
  return define<string>({ ...documentation, kind: 'duration', pattern: durationPattern, schema });
}

/** Declares a choice of one of several words. */
export function choice<const Option extends string>({
  options,
  ...documentation
}: FieldDocumentation<Option> & { readonly options: readonly Option[] }) {
  const schema = z.enum(options, `must be one of ${options.join(', ')}`);
  return define<Option>({ ...documentation, kind: 'choice', schema, options });
}

const withoutControls = `^[^${controlCharacters}]*$`;

/**
 * Declares a secret text. It is normalized (OpaqueString, RFC 8265 §4.2) and hashed (argon2id) before it is stored, and
 * never shown. Control characters are rejected.
 */
export function secret({
  min,
  max,
  ...documentation
}: FieldDocumentation<string> & { readonly min: number; readonly max: number }) {
  const schema = textOf({ min, max }).regex(new RegExp(withoutControls, 'u'), 'must not contain control characters');
  return define<string>({ ...documentation, kind: 'secret', pattern: withoutControls, schema, bounds: { min, max } });
}

type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type ValueOf<X> = X extends Field<infer T> ? T : never;
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** The type of the values of these fields in a document. */
export type Infer<F extends Fields> = Flat<
  { readonly [K in RequiredKeys<F>]: ValueOf<F[K]> } & {
    readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]>;
  }
>;
