import { chmod, readFile, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { codeOf } from '../kit/util/system-error.ts';

/** Only the owner may read the file: it has secrets. */
const mode = 0o600;

/** Values for a file of environment variables. */
export interface EnvUpdate {
  /** Values that replace those of the file. */
  readonly set: Readonly<Record<string, string>>;
  /** Values that the file gets only if it has none for their variables. */
  readonly defaults: Readonly<Record<string, string>>;
}

const readIfPresent = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });

/** Whether a line of the file assigns a value to the variable. */
const assigns = (line: string, variable: string): boolean =>
  line
    .trim()
    .replace(/^export\s+/, '')
    .startsWith(`${variable}=`);

/**
 * Updates a file of environment variables such as `.env`; other lines and comments stay. Creates the file if there is
 * none. Afterwards only its owner can read it.
 */
export async function updateEnvFile(file: string, { set, defaults }: EnvUpdate): Promise<void> {
  const before = await readIfPresent(file);
  const present = parseEnv(before);
  const missing = Object.entries(defaults).filter(([variable]) => (present[variable] ?? '') === '');
  const values = Object.entries({ ...Object.fromEntries(missing), ...set });
  const kept = before.split('\n').filter((line) => !values.some(([variable]) => assigns(line, variable)));
  const lines = [...kept.filter((line) => line !== ''), ...values.map(([variable, value]) => `${variable}=${value}`)];
  await writeFile(file, `${lines.join('\n')}\n`, { mode });
  await chmod(file, mode);
}
