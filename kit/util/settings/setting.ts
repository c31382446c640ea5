/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The sections of the documentation of settings, in their order. */
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

/** An invalid value of a variable. */
export interface SettingProblem {
  readonly variable: string;
  /** A sentence that names the variable, its value (unless it is secret) and the expected values. */
  readonly message: string;
}

export type ReadSetting<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** One row of a table of settings: a variable, its parser and its documentation. */
export interface Setting<T> {
  readonly variable: string;
  readonly group: SettingGroup;
  /** What the setting does, with its unit, in complete sentences (Markdown). */
  readonly description: string;
  /** The valid values, as a noun phrase: `an integer from 0 to 65535`. */
  readonly expected: string;
  /** The default as it would be written in the environment; undefined if there is none. */
  readonly defaultText: string | undefined;
  /** What applies while the variable is not set, in words, if `defaultText` does not say it. */
  readonly unset: string | undefined;
  readonly isSecret: boolean;
  /** Parses the variable; an empty or blank variable counts as not set. */
  read(env: Environment): ReadSetting<T>;
}

/** Settings by the names of their values in the code. Tables can be nested. */
export interface SettingTable {
  readonly [name: string]: Setting<unknown> | SettingTable;
}

/** The parsed values of a table. */
export type SettingsOf<Table> =
  Table extends Setting<infer Value> ? Value : { readonly [Name in keyof Table]: SettingsOf<Table[Name]> };

/** Reports all invalid variables of a part, one line of the message for each. */
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

/** Returns all settings of a table and its nested tables, in their order. */
export const settingsIn = (table: SettingTable): readonly Setting<unknown>[] =>
  Object.values(table).flatMap((entry) => (isSetting(entry) ? [entry] : settingsIn(entry)));

/** Returns the text of a variable; undefined if it is not set, empty or blank. */
export function readVariable(env: Environment, variable: string): string | undefined {
  const text = env[variable];
  return text === undefined || text.trim() === '' ? undefined : text;
}

/**
 * Parses all settings of a table.
 * @throws {InvalidSettingError} that names each invalid variable once.
 */
export function readSettings<Table extends SettingTable>(table: Table, env: Environment): SettingsOf<Table> {
  const problems: SettingProblem[] = [];
  const valueOf = (entry: Setting<unknown> | SettingTable): unknown => {
    if (!isSetting(entry))
      return Object.fromEntries(Object.entries(entry).map(([name, nested]) => [name, valueOf(nested)]));
    const result = entry.read(env);
    if (result.ok) return result.value;
    const { variable } = entry;
    if (!problems.some((reported) => reported.variable === variable))
      problems.push({ variable, message: `${variable} ${result.problem}` });
    return undefined;
  };
  const values = valueOf(table);
  if (problems.length > 0) throw new InvalidSettingError(problems);
  return values as SettingsOf<Table>;
}
