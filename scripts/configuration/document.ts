import { settingGroups, settingsIn, type Setting } from '../../kit/util/settings/setting.ts';
import type { ServiceParts } from '../parts.ts';
import { allSettings, type Readers } from './table.ts';

/** The maximum number of columns of a generated line. */
const width = 110;

/** A variable in the documents. Its readers' rows may differ only in their defaults. */
interface Entry {
  readonly row: Setting<unknown>;
  readonly readers: readonly string[];
  /** The defaults that differ from the row's, by reader. */
  readonly otherDefaults: ReadonlyMap<string, string>;
}

/** Describes what applies while a variable is not set; empty without a description. */
const unsetText = ({ defaultText, unset }: Setting<unknown>): string =>
  unset ?? (defaultText === undefined ? '' : `\`${defaultText}\``);

function mergeEntry(entry: Entry | undefined, row: Setting<unknown>, reader: string): Entry {
  if (entry === undefined) return { row, readers: [reader], otherDefaults: new Map() };
  const readers = entry.readers.includes(reader) ? entry.readers : [...entry.readers, reader];
  const otherDefaults = new Map(entry.otherDefaults);
  if (unsetText(row) !== unsetText(entry.row)) otherDefaults.set(reader, unsetText(row));
  return { ...entry, readers, otherDefaults };
}

/** Returns every variable once, in the order of the table. */
export function entriesOf(table: readonly Readers[]): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const { name, table: settings } of table)
    for (const row of settingsIn(settings)) entries.set(row.variable, mergeEntry(entries.get(row.variable), row, name));
  return [...entries.values()];
}

/**
 * Wraps a text into indented lines of at most `width` columns. Code spans are not broken, and no line begins with a
 * number and a dot, which Markdown would take for a list.
 */
function wrapText(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+(?: \d+\.(?!\S))?/g) ?? []) {
    if (line.length > indent.length && `${line} ${word}`.length > width) {
      lines.push(line);
      line = indent;
    }
    line = line.length === indent.length ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function defaultsOf({ row, otherDefaults }: Entry): string {
  const defaultText = unsetText(row);
  const others = [...otherDefaults].map(([reader, text]) => `${reader}: ${text}`);
  return defaultText === '' ? '' : `default: ${[defaultText, ...others].join('; ')}`;
}

function headOf(entry: Entry): string {
  const { row, readers } = entry;
  const namedReaders = readers.filter((reader) => reader !== 'others' && reader !== 'tests');
  const parts = [row.expected.replace(/^an? (?=integer|flag)/, ''), defaultsOf(entry)].filter((part) => part !== '');
  const suffix = namedReaders.length === 0 ? '' : ` (${namedReaders.join(', ')})`;
  return `**\`${row.variable}\`**: ${parts.join('; ')}${suffix}`;
}

const itemOf = (entry: Entry): string =>
  [`- ${wrapText(headOf(entry), '  ').trimStart()}`, '', wrapText(entry.row.description, '  ')].join('\n');

const inWords = new Intl.ListFormat('en-GB');
const namesOf = (parts: ServiceParts): string => inWords.format(Object.keys(parts).map((word) => `\`${word}\``));

const introduction = (parts: ServiceParts): string => `# Configuration

Every setting is an environment variable. \`npm run docs:configuration\` generates this page and \`.env.example\`
from the table of settings in the code (\`kit/service/settings/\`, \`hal-gateway/settings.ts\`,
\`gateway/settings.ts\`, \`scripts/configuration/\`); a test fails when they differ.

- A variable that is empty or blank counts as not set.
- A part that finds invalid values does not start. It names every invalid variable, its value (never that of a
  secret), and the values that are valid.
- Each entry below gives the values that a variable takes, its default, and in parentheses who reads it. The
  services are ${namesOf(parts)}.
- \`npm start\` runs all parts in one process. A variable that several parts read then applies to all of them.

Node does not read \`.env\` by itself. Copy \`.env.example\` to a file, remove the \`#\` before what you want to change,
and load it in the shell:

\`\`\`sh
set -a && . ./my.env && set +a && npm start
\`\`\``;

/** Generates the text of `docs/configuration.md`. */
function configurationPage(parts: ServiceParts): string {
  const entries = entriesOf(allSettings(parts));
  const sections = settingGroups.map((group) => {
    const items = entries.filter(({ row }) => row.group === group).map(itemOf);
    return [`## ${group}`, ...items].join('\n\n');
  });
  return `${[introduction(parts), ...sections].join('\n\n')}\n`;
}

const quoted = (value: string): string => (/^[\w.:/@-]*$/.test(value) ? value : `"${value}"`);
const plain = (text: string): string => text.replaceAll('`', '');

function exampleOf(entry: Entry): string {
  const { row } = entry;
  const sentences = [row.description, `Values: ${row.expected}.`];
  const unset = row.unset === undefined && entry.otherDefaults.size === 0 ? [] : [`Not set: ${defaultsOf(entry)}.`];
  const comment = wrapText(plain([...sentences, ...unset].join(' ')).replace('Not set: default: ', 'Not set: '), '# ');
  const hasOneDefault = row.unset === undefined && entry.otherDefaults.size === 0;
  const value = hasOneDefault ? row.defaultText : undefined;
  return `${comment}\n#${row.variable}=${quoted(value ?? '')}`;
}

/**
 * Generates the text of `.env.example`: every variable, commented out, with its default value if that is the same for
 * all parts.
 */
export function exampleEnvironment(parts: ServiceParts): string {
  const entries = entriesOf(allSettings(parts));
  const sections = settingGroups.map((group) => {
    const items = entries.filter(({ row }) => row.group === group).map(exampleOf);
    return [`## ${group}`, ...items].join('\n\n');
  });
  const head = '# Generated by `npm run docs:configuration`. docs/configuration.md says how to use it.';
  return `${[head, ...sections].join('\n\n')}\n`;
}

/** Returns the generated files: path → text. */
export const configurationFiles = (parts: ServiceParts): Readonly<Record<string, string>> => ({
  'docs/configuration.md': configurationPage(parts),
  '.env.example': exampleEnvironment(parts),
});
