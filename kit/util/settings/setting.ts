/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The sections of the documentation, in its order. */
export const settingGroups = [
  'Ports and addresses',
  'Store',
  'Authentication',
  'Limits',
  'GraphQL',
  'Gateways and discovery',
  'HTTP',
  'Apollo Studio',
  'Logging',
  'Scripts and containers',
  'Tests and CI',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** A variable whose value is refused, and why. */
export interface SettingProblem {
  readonly variable: string;
  /** A sentence that names the variable, its value unless that is secret, and the values it takes. */
  readonly message: string;
}

export type ReadSetting<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** One row of the table of settings: a variable, how it is parsed, and what the documentation says about it. */
export interface Setting<T> {
  readonly variable: string;
  readonly group: SettingGroup;
  /** What the setting does, with its unit, in complete sentences (Markdown). */
  readonly description: string;
  /** The values it takes, as a noun phrase: `an integer from 0 to 65535`. */
  readonly expected: string;
  /** The default as it would be written in the environment; undefined if there is none. */
  readonly defaultText: string | undefined;
  /** What applies while the variable is not set, in words, where `defaultText` does not say it. */
  readonly unset: string | undefined;
  readonly isSecret: boolean;
  /** Parses the variable; an empty or blank variable counts as not set. */
  read(env: Environment): ReadSetting<T>;
}

/** Settings by the names under which a part uses their values; tables nest as the values do. */
export interface SettingTable {
  readonly [name: string]: Setting<unknown> | SettingTable;
}

/** The parsed values of a table. */
export type SettingsOf<Table> =
  Table extends Setting<infer Value> ? Value : { readonly [Name in keyof Table]: SettingsOf<Table[Name]> };

/** Reports every invalid variable of a part: one line of the message for each. */
export class InvalidSettingError extends Error {
  override readonly name = 'InvalidSettingError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.problems = problems;
  }
}

const isSetting = (entry: Setting<unknown> | SettingTable): entry is Setting<unknown> =>
  typeof entry.read === 'function';

/** Every setting of a table, in its order. */
export const settingsIn = (table: SettingTable): readonly Setting<unknown>[] =>
  Object.values(table).flatMap((entry) => (isSetting(entry) ? [entry] : settingsIn(entry)));

/** The text of a variable; undefined if it is not set, empty or blank. */
export function readVariable(env: Environment, variable: string): string | undefined {
  const text = env[variable];
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** Parses every setting of a table. @throws InvalidSettingError that names each invalid variable once. */
export function readSettings<Table extends SettingTable>(table: Table, env: Environment): SettingsOf<Table> {
  const problems: SettingProblem[] = [];
  const valueOf = (entry: Setting<unknown> | SettingTable): unknown => {
    if (!isSetting(entry))
      return Object.fromEntries(Object.entries(entry).map(([name, nested]) => [name, valueOf(nested)]));
    const reading = entry.read(env);
    if (reading.ok) return reading.value;
    const { variable } = entry;
    if (!problems.some((known) => known.variable === variable))
      problems.push({ variable, message: `${variable} ${reading.problem}` });
    return undefined;
  };
  const values = valueOf(table);
  if (problems.length > 0) throw new InvalidSettingError(problems);
  return values as SettingsOf<Table>;
}
