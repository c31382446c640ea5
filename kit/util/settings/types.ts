import { readVariable, type Environment, type ReadSetting, type Setting, type SettingGroup } from './setting.ts';

/** What every declaration of a setting says. */
export interface Declaration<Default> {
  readonly variable: string;
  readonly group: SettingGroup;
  /** What the setting does, with its unit, in complete sentences (Markdown). */
  readonly description: string;
  readonly default: Default;
  /** What applies while the variable is not set, in words, where `default` does not say it. */
  readonly unset?: string;
}

/** A type of setting: the values it takes, as a noun phrase, and its parser. */
export interface SettingType<T> {
  readonly expected: string;
  /** The value; undefined if the text is not of the type. */
  parse(text: string): T | undefined;
  /** What is wrong with a text that is not of the type; `is "{text}"` if left out. */
  complaint?(text: string): string;
  readonly isSecret?: boolean;
}

/** Declares a setting of any type; the other functions of this file declare those of the usual types. */
export function setting<T, Default extends T | undefined>(
  declaration: Declaration<Default> & { readonly defaultText?: string },
  type: SettingType<T>,
): Setting<T | Default> {
  const { variable, group, description, unset } = declaration;
  const { expected, isSecret = false, complaint = (text) => `is ${JSON.stringify(text)}` } = type;
  const problemOf = (text: string): string =>
    `${isSecret ? 'is malformed' : complaint(text)}; expected ${expected.replaceAll('`', '')}`;
  const fallback = declaration.default;
  return {
    variable,
    group,
    description,
    expected,
    unset,
    isSecret,
    defaultText: declaration.defaultText ?? (fallback === undefined ? undefined : String(fallback)),
    read: (env) => {
      const text = readVariable(env, variable);
      if (text === undefined) return { ok: true, value: fallback };
      const value = type.parse(text);
      return value === undefined ? { ok: false, problem: problemOf(text) } : { ok: true, value };
    },
  };
}

/** The same setting with another default, for a part that differs from the others. */
export const withDefault = <T>(row: Setting<T>, value: T & (string | number | boolean)): Setting<T> => ({
  ...row,
  defaultText: String(value),
  unset: undefined,
  read: (env) => (readVariable(env, row.variable) === undefined ? { ok: true, value } : row.read(env)),
});

/** The same setting with its value converted, for instance to another unit. */
export const converted = <T, Result>(row: Setting<T>, convert: (value: T) => Result): Setting<Result> => ({
  ...row,
  read: (env) => {
    const reading = row.read(env);
    return reading.ok ? { ok: true, value: convert(reading.value) } : reading;
  },
});

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function rangeText({ min, max }: Bounds): string {
  if (max < Number.MAX_SAFE_INTEGER) return `an integer from ${min} to ${max}`;
  return min > Number.MIN_SAFE_INTEGER ? `an integer of at least ${min}` : 'an integer';
}

/** Declares an integer within bounds. */
export function integer<Default extends number | undefined>(
  declaration: Declaration<Default> & Bounds,
): Setting<number | Default> {
  const { min, max } = declaration;
  const parse = (text: string): number | undefined => {
    const value = Number(text);
    return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  };
  return setting<number, Default>(declaration, { expected: rangeText(declaration), parse });
}

/** Declares an integer that another setting bounds from above: its default is never more than that. */
export function integerUpTo(
  limit: Setting<number>,
  declaration: Declaration<number> & { readonly min: number },
): Setting<number> {
  const expected = `an integer from ${declaration.min} to the value of ${limit.variable}`;
  const within = (env: Environment): Setting<number> => {
    const reading = limit.read(env);
    if (!reading.ok) return integer({ ...declaration, max: Number.MAX_SAFE_INTEGER });
    const max = reading.value;
    return integer({ ...declaration, max, default: Math.min(declaration.default, max) });
  };
  return {
    ...integer({ ...declaration, max: Number.MAX_SAFE_INTEGER }),
    expected,
    read: (env) => within(env).read(env),
  };
}

const yes = ['true', 'yes', 'y', 'on', '1'];
const no = ['false', 'no', 'n', 'off', '0'];

function parseFlag(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : undefined;
}

/** Declares a flag: `true`, `yes`, `y`, `on`, `1`, or their opposites. */
export const flag = (declaration: Declaration<boolean>): Setting<boolean> =>
  setting<boolean, boolean>(declaration, { expected: 'true or false', parse: parseFlag });

const parseUrl = (text: string): string | undefined =>
  URL.canParse(text) && /^https?:/.test(text) ? text.replace(/\/+$/, '') : undefined;

/** Declares an absolute http or https URL; its value has no slash at the end. */
export const url = <Default extends string | undefined>(declaration: Declaration<Default>): Setting<string | Default> =>
  setting<string, Default>(declaration, { expected: 'an http or https URL', parse: parseUrl });

/** Declares a text of any content; `expected` says what it stands for. */
export const text = <Default extends string | undefined>(
  declaration: Declaration<Default> & { readonly expected?: string },
): Setting<string | Default> =>
  setting<string, Default>(declaration, { expected: declaration.expected ?? 'text', parse: (given) => given });

/** Declares one of several words. */
export function choice<Option extends string, Default extends Option | undefined>(
  options: readonly Option[],
  declaration: Declaration<Default>,
): Setting<Option | Default> {
  const words = options.map((option) => `\`${option}\``).join(', ');
  const expected = options.length === 1 ? words : `one of ${words}`;
  const parse = (given: string): Option | undefined => options.find((option) => option === given);
  return setting<Option, Default>(declaration, { expected, parse });
}

/** Which environment the system runs in. */
export const nodeEnvironment = text({
  variable: 'NODE_ENV',
  group: 'Authentication',
  description:
    '`production` refuses the default of `AUTH_ROOT_PASSWORD`, and a `SERVICE_SECRET` that is the default or shorter than 16 characters. The Docker image sets it. Express and Apollo Server read it as well.',
  default: undefined,
});

/** Declares a secret: no message repeats its value, and in production its default is refused. */
export function secret(
  declaration: Declaration<string> & { readonly minLength: number; readonly advice: string },
): Setting<string> {
  const { minLength, advice } = declaration;
  const row = setting<string, string>(declaration, { expected: 'a secret', parse: (given) => given, isSecret: true });
  const weakness = minLength > 1 ? `the default or shorter than ${minLength} characters` : 'the default';
  const problem = `is ${weakness}; in production (NODE_ENV) expected ${advice}`;
  const checked = (env: Environment, reading: ReadSetting<string>): ReadSetting<string> => {
    if (!reading.ok || env[nodeEnvironment.variable] !== 'production') return reading;
    const isWeak = reading.value === declaration.default || reading.value.length < minLength;
    return isWeak ? { ok: false, problem } : reading;
  };
  return { ...row, read: (env) => checked(env, row.read(env)) };
}
