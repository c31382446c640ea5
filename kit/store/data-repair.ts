import { constants } from 'node:fs';
import { chmod, copyFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../util/log.ts';
import { codeOf } from '../util/system-error.ts';
import { ownerOnly } from '../util/durable-file.ts';
import { temporaryFileOf } from './data-file.ts';
import { readDataFile, type DataFileContent, type UnreadableLine } from './read-data-file.ts';

export interface RepairSettings {
  /** Whether a file with unreadable lines is opened without them. */
  readonly repair: boolean;
  readonly log: Log;
}

/** Reports that a data file has lines that cannot be read. */
export class DataFileDamagedError extends Error {
  override readonly name = 'DataFileDamagedError';
}

/** The most lines that a message names. */
const maxNamed = 20;

/** Names unreadable lines, their documents, and what is left of each document without the line. */
function describeLines(lines: readonly UnreadableLine[], { documents }: DataFileContent): string {
  const described = lines.slice(0, maxNamed).map(({ number, id }) => {
    if (id === undefined) return `line ${number} (its document cannot be recognized)`;
    const remains = documents.has(id) ? 'of which another version can be read' : 'which would be lost';
    return `line ${number} (document ${id}, ${remains})`;
  });
  const others = lines.length > maxNamed ? [`and ${lines.length - maxNamed} more`] : [];
  return [...described, ...others].join(', ');
}

/** Copies a damaged file beside itself, once for each state of the file. Returns the path of the copy. */
async function keepCopy(file: string): Promise<string> {
  const { mtime } = await stat(file);
  const copy = `${file}.damaged-${mtime.toISOString().replaceAll(/[:.]/g, '-')}`;
  await copyFile(file, copy, constants.COPYFILE_EXCL).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  return copy;
}

async function reportDamage(file: string, content: DataFileContent, { repair, log }: RepairSettings): Promise<void> {
  const copy = await keepCopy(file);
  const name = path.basename(file);
  const damage = `${file} is damaged: ${describeLines(content.unreadable, content)} cannot be read; a copy is in ${copy}`;
  if (!repair)
    throw new DataFileDamagedError(
      `${damage}. Mend the lines or restore a backup of ${name}, or set DATA_REPAIR=true once to start without these lines`,
    );
  log.error(`${damage}. DATA_REPAIR is set: these lines are removed`);
}

/** Completes a replacement of the file that was interrupted, as NeDB does, and creates the file if there is none. */
async function ensureFile(file: string): Promise<void> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists) return rm(temporaryFileOf(file), { force: true });
  await rename(temporaryFileOf(file), file).catch(async (error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    await writeFile(file, '', { flag: 'a', mode: ownerOnly });
  });
}

/** Takes the permissions of others away from a file that an earlier version created. Its owner alone may do so. */
async function restrictAccess(file: string): Promise<void> {
  await chmod(file, ownerOnly).catch((error: unknown) => {
    if (codeOf(error) !== 'EPERM') throw error;
  });
}

/**
 * Reads a data file after a crash or damage. An unfinished last line was never acknowledged: it is cut off, and logged.
 * Any other line that cannot be read is damage: the file is copied.
 * @throws {DataFileDamagedError} for damage, unless `repair` is set. The caller must then replace the file.
 */
export async function recoverDataFile(file: string, settings: RepairSettings): Promise<DataFileContent> {
  await ensureFile(file);
  await restrictAccess(file);
  const content = await readDataFile(file);
  if (content.unreadable.length > 0) await reportDamage(file, content, settings);
  if (content.unfinishedBytes > 0) {
    settings.log.warn(
      `${file}: cut off an unfinished write of ${content.unfinishedBytes} bytes at its end, which was never acknowledged`,
    );
    await truncate(file, content.length);
  }
  return content;
}
