import { readVariable, type Environment, type ReadSetting, type Setting, type SettingGroup } from './setting.ts';
import { parseUrl } from '../parse-url.ts';

/** The common members of all declarations of settings. */
export interface Declaration<Default> {
  readonly variable: string;
  readonly group: SettingGroup;
  /** What the setting does, with its unit, in complete sentences (Markdown). */
  readonly description: string;
  readonly default: Default;
  /** What applies while the variable is not set, in words, if `default` does not say it. */
  readonly unset?: string;
}

/** A type of setting: its valid values, as a noun phrase, and its parser. */
export interface SettingType<T> {
  readonly expected: string;
  /** Returns the value; undefined if the text is invalid. */
  parse(text: string): T | undefined;
  /** Says what is wrong with an invalid text; `is "{text}"` by default. */
  complaint?(text: string): string;
  readonly isSecret?: boolean;
}

/** Declares a setting of any type. The other functions of this file declare settings of common types. */
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

/** Returns the setting with another default, for a part whose default differs. */
export const withDefault = <T>(row: Setting<T>, value: T & (string | number | boolean)): Setting<T> => ({
  ...row,
  defaultText: String(value),
  unset: undefined,
  read: (env) => (readVariable(env, row.variable) === undefined ? { ok: true, value } : row.read(env)),
});

/** Returns the setting with its value converted, for instance to another unit. */
export const converted = <T, Result>(row: Setting<T>, convert: (value: T) => Result): Setting<Result> => ({
  ...row,
  read: (env) => {
    const result = row.read(env);
    return result.ok ? { ok: true, value: convert(result.value) } : result;
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

/** Declares an integer whose maximum is the value of another setting. Its default is lowered to that maximum. */
export function integerUpTo(
  limit: Setting<number>,
  declaration: Declaration<number> & { readonly min: number },
): Setting<number> {
  const expected = `an integer from ${declaration.min} to the value of ${limit.variable}`;
  const limited = (env: Environment): Setting<number> => {
    const result = limit.read(env);
    if (!result.ok) return integer({ ...declaration, max: Number.MAX_SAFE_INTEGER });
    const max = result.value;
    return integer({ ...declaration, max, default: Math.min(declaration.default, max) });
  };
  return {
    ...integer({ ...declaration, max: Number.MAX_SAFE_INTEGER }),
    expected,
    read: (env) => limited(env).read(env),
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

/** A host with a port, without a scheme: `localhost:2112`. */
const hostWithPort = /^([\w.-]+|\[[\da-f:]+\]):\d+(\/|$)/i;

/** Parses an http or https URL; `http` is added to a host with a port. Trailing slashes are removed. */
export function parseHttpUrl(text: string): string | undefined {
  const url = hostWithPort.test(text) ? `http://${text}` : text;
  return parseUrl(url) !== undefined && /^https?:/i.test(url) ? url.replace(/\/+$/, '') : undefined;
}

/** Declares an absolute http or https URL, or a host with a port. Trailing slashes are removed from its value. */
export const url = <Default extends string | undefined>(declaration: Declaration<Default>): Setting<string | Default> =>
  setting<string, Default>(declaration, { expected: 'an http or https URL', parse: parseHttpUrl });

/** Declares a text without restrictions; `expected` says what it means. */
export const text = <Default extends string | undefined>(
  declaration: Declaration<Default> & { readonly expected?: string },
): Setting<string | Default> =>
  setting<string, Default>(declaration, { expected: declaration.expected ?? 'text', parse: (value) => value });

/** Declares a choice of one of several words. */
export function choice<Option extends string, Default extends Option | undefined>(
  options: readonly Option[],
  declaration: Declaration<Default>,
): Setting<Option | Default> {
  const words = options.map((option) => `\`${option}\``).join(', ');
  const expected = options.length === 1 ? words : `one of ${words}`;
  const parse = (value: string): Option | undefined => options.find((option) => option === value);
  return setting<Option, Default>(declaration, { expected, parse });
}

/** The environment that the system runs in. */
export const nodeEnvironment = text({
  variable: 'NODE_ENV',
  group: 'Authentication',
  description:
    '`production` rejects the default of `AUTH_ROOT_PASSWORD`, and a `SERVICE_SECRET` that is the default or shorter than 16 characters. The Docker image sets it. Express and Apollo Server read it as well.',
  default: undefined,
});

/** Declares a secret. Messages never contain its value; in production its default and short values are rejected. */
export function secret(
  declaration: Declaration<string> & { readonly minLength: number; readonly advice: string },
): Setting<string> {
  const { minLength, advice } = declaration;
  const row = setting<string, string>(declaration, { expected: 'a secret', parse: (value) => value, isSecret: true });
  const weakness = minLength > 1 ? `the default or shorter than ${minLength} characters` : 'the default';
  const problem = `is ${weakness}; in production (NODE_ENV) expected ${advice}`;
  const checked = (env: Environment, result: ReadSetting<string>): ReadSetting<string> => {
    if (!result.ok || env[nodeEnvironment.variable] !== 'production') return result;
    const isWeak = result.value === declaration.default || result.value.length < minLength;
    return isWeak ? { ok: false, problem } : result;
  };
  return { ...row, read: (env) => checked(env, row.read(env)) };
}
