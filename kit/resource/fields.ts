import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Every kind of field there is. Each face has a total record over this list. */
export const fieldKinds = ['text', 'integer', 'boolean', 'date', 'time', 'duration', 'choice', 'secret'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** One field of a resource: what it may hold, and what people and programs are told of it. Immutable. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string;
  /** Why nobody is to use it any more, and what instead; both faces tell. */
  readonly deprecated?: string;
  /** Parses a value from outside; its messages say what would be right. */
  readonly schema: z.ZodType<T>;
  readonly required: Required;
  /** No two documents of the resource hold the same value. */
  readonly unique: boolean;
  /** The values of a `choice`, in order. */
  readonly options: readonly string[];
  /** A regular expression (ECMA-262) that every value of a text, a date, a time or a duration matches. */
  readonly pattern: string | undefined;
  /** Where its values are to be found: they are those of a field of another resource's documents. */
  readonly valuesFrom: FieldReference | undefined;
  /** A value that documentation shows, where one is better than what the kind alone suggests. */
  readonly example: T | undefined;
  /** Bounds that forms and API descriptions show: lengths of a text, values of an integer. */
  readonly bounds: { readonly min?: number; readonly max?: number };
  /** The same field, which a document may lack. */
  optional(): Field<T, false>;
  /** The same field, whose values no two documents share. */
  distinct(): Field<T, Required>;
}

/** A field of the documents of a resource. */
export interface FieldReference {
  readonly resource: string;
  readonly field: string;
}

export type Fields = Readonly<Record<string, Field>>;

export interface DisplayText {
  readonly title: string;
  readonly description: string;
  /** Why nobody is to use it any more, and what instead; both faces tell. */
  readonly deprecated?: string;
}

/** What people are told of a field. */
interface FieldDocumentation<T> extends DisplayText {
  readonly example?: T;
}

type Properties<T> = Pick<Field<T>, 'kind' | 'title' | 'description' | 'schema'> &
  Partial<Pick<Field<T>, 'deprecated' | 'unique' | 'options' | 'pattern' | 'valuesFrom' | 'example' | 'bounds'>>;

function makeField<T, Required extends boolean>(properties: Properties<T>, required: Required): Field<T, Required> {
  return Object.freeze({
    unique: false,
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

/** Which texts are right: a regular expression, and what a value that does not match it must be. */
export interface TextPattern {
  readonly pattern: string;
  readonly message: string;
}

interface TextKind extends Length {
  readonly matches?: TextPattern;
  readonly valuesFrom?: FieldReference;
}

/** Text of `min` (0 if not given) to `max` characters, of a pattern if one is given. */
export function text({ min = 0, max, matches, valuesFrom, ...words }: FieldDocumentation<string> & TextKind) {
  const length = textOf({ min, max });
  const schema = matches === undefined ? length : length.regex(new RegExp(matches.pattern, 'u'), matches.message);
  return define<string>({
    ...words,
    kind: 'text',
    schema,
    pattern: matches?.pattern,
    valuesFrom,
    bounds: { min, max },
  });
}

/** A whole number from `min` to `max`. */
export function integer({
  min,
  max,
  ...words
}: FieldDocumentation<number> & { readonly min: number; readonly max: number }) {
  const schema = z
    .number('must be a whole number')
    .refine(Number.isSafeInteger, 'must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
  return define<number>({ ...words, kind: 'integer', schema, bounds: { min, max } });
}

/** True or false. */
export const boolean = (words: FieldDocumentation<boolean>) =>
  define<boolean>({ ...words, kind: 'boolean', schema: z.boolean('must be true or false') });

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

/** A day of the calendar, `YYYY-MM-DD` (RFC 3339 full-date), in no time zone. */
export const calendarDate = (words: FieldDocumentation<string>) =>
  define<string>({
    ...words,
    kind: 'date',
    pattern: datePattern,
    schema: z.string('must be a date, YYYY-MM-DD').refine(isDate, 'must be a date that exists, YYYY-MM-DD'),
  });

const timePattern = '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$';

/** A time of day, `HH:MM:SS`, in no time zone. */
export const localTime = (words: FieldDocumentation<string>) =>
  define<string>({
    ...words,
    kind: 'time',
    pattern: timePattern,
    schema: z
      .string('must be a time, HH:MM:SS')
      .regex(new RegExp(timePattern), 'must be a time from 00:00:00 to 23:59:59, HH:MM:SS'),
  });

/** Weeks, days, hours, minutes, seconds, of which the least may have a fraction. */
const durationPattern =
  '^P(?=[\\dT])(\\d+W)?(\\d+D)?(T(?=\\d)(\\d+([.,]\\d+)?H)?(\\d+([.,]\\d+)?M)?(\\d+([.,]\\d+)?S)?)?$';

/** The length in seconds of an ISO 8601 duration; a day has 24 hours. Undefined when it has no fixed length. */
export function durationSeconds(value: string): number | undefined {
  if (!new RegExp(durationPattern).test(value) || !parses(() => Temporal.Duration.from(value))) return undefined;
  return Temporal.Duration.from(value).total({
    unit: 'second',
    relativeTo: Temporal.PlainDateTime.from('2000-01-01T00:00'),
  });
}

function durationFault(value: string, maxSeconds: number): string | undefined {
  const seconds = durationSeconds(value);
  if (seconds === undefined && /^P\d+[YM]|^P\d+Y\d+M/.test(value))
    return 'must have a fixed length: years and months have none, use weeks, days, hours, minutes or seconds';
  if (seconds === undefined) return 'must be an ISO 8601 duration, such as PT15M, PT1H30M or P1D';
  if (seconds < 1) return 'must be at least one second long';
  if (!Number.isSafeInteger(seconds)) return 'must be of whole seconds';
  return seconds > maxSeconds ? `must be at most ${maxSeconds / 86_400} days long` : undefined;
}

/** An ISO 8601 duration of fixed length (no years, no months), from a second to `maxDays`. */
export function fixedDuration({ maxDays, ...words }: FieldDocumentation<string> & { readonly maxDays: number }) {
  const schema = z.string('must be an ISO 8601 duration, such as PT15M').superRefine((value, issues) => {
    const fault = durationFault(value, maxDays * 86_400);
    if (fault !== undefined) issues.addIssue({ code: 'custom', message: fault });
  });
  return define<string>({ ...words, kind: 'duration', pattern: durationPattern, schema });
}

/** One of a few words. */
export function choice<const Option extends string>({
  options,
  ...words
}: FieldDocumentation<Option> & { readonly options: readonly Option[] }) {
  const schema = z.enum(options, `must be one of ${options.join(', ')}`);
  return define<Option>({ ...words, kind: 'choice', schema, options });
}

/** Text that is taken in, hashed (argon2id) before it is stored, and never shown. */
export function secret({
  min,
  max,
  ...words
}: FieldDocumentation<string> & { readonly min: number; readonly max: number }) {
  return define<string>({ ...words, kind: 'secret', schema: textOf({ min, max }), bounds: { min, max } });
}

type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type ValueOf<X> = X extends Field<infer T> ? T : never;
type Flat<T> = { [K in keyof T]: T[K] } & {};

/** What a document holds in these fields. */
export type Infer<F extends Fields> = Flat<
  { readonly [K in RequiredKeys<F>]: ValueOf<F[K]> } & {
    readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]>;
  }
>;
