import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** A directory of documents that another process has open. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

const held = new Set<string>();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}

async function holder(file: string): Promise<number | undefined> {
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) return held.has(file) ? pid : undefined;
  return isAlive(pid) ? pid : undefined;
}

/**
 * Takes a directory for this process: two that wrote the same files would lose documents. A lock whose process has
 * died is taken over. Answers how to give it back.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = path.resolve(directory, 'lock');
  const pid = await holder(file);
  if (pid !== undefined)
    throw new DirectoryInUseError(
      `${directory} is in use by process ${pid}: stop it, or set DATA_DIR to another directory`,
    );
  await rm(file, { force: true });
  const handle = await open(file, 'wx').catch(() => {
    throw new DirectoryInUseError(`${directory} was just taken by another process: set DATA_DIR to another directory`);
  });
  await handle.writeFile(String(process.pid));
  await handle.close();
  held.add(file);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}
