import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** Reports that another process uses the data directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/** The lock files of this process. */
const ownLocks = new Set<string>();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}

/** Returns the id of the running process that owns a lock file; undefined if there is none. */
async function lockOwner(file: string): Promise<number | undefined> {
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) return ownLocks.has(file) ? pid : undefined;
  return isAlive(pid) ? pid : undefined;
}

/**
 * Locks a directory for this process, because two processes that write the same files would lose documents. Takes over
 * the lock of a process that has died. Returns the function that unlocks the directory.
 * @throws {DirectoryInUseError} if a running process has the lock.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = path.resolve(directory, 'lock');
  const pid = await lockOwner(file);
  if (pid !== undefined)
    throw new DirectoryInUseError(
      `${directory} is in use by process ${pid}: stop it, or set DATA_DIR to another directory`,
    );
  await rm(file, { force: true });
  const handle = await open(file, 'wx').catch(() => {
    throw new DirectoryInUseError(
      `${directory} has just been locked by another process: stop it, or set DATA_DIR to another directory`,
    );
  });
  await handle.writeFile(String(process.pid));
  await handle.close();
  ownLocks.add(file);
  return async () => {
    ownLocks.delete(file);
    await rm(file, { force: true });
  };
}
