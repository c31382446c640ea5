import { constants } from 'node:fs';
import { access, mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DirectoryNotWritableError, DirectoryInUseError } from './directory-errors.ts';
import { codeOf } from '../util/system-error.ts';
import { describeHolder, forgetHolder, recordHolder } from './lock-holder.ts';

export interface DirectoryLockSettings {
  /** Milliseconds to wait for another process to unlock the directory, for instance while it stops. */
  readonly waitMs: number;
}

/** Milliseconds between two attempts to lock a directory. */
const pauseMs = 50;

/** The first byte of the locked range on Windows, where a locked range cannot be read: behind the holder's name. */
const windowsOffset = 2 ** 30;

/** The handles of the directories that this process has locked. One that is garbage collected would be unlocked. */
const lockedHandles = new Set<FileHandle>();

/** Says why the native code that locks files cannot be loaded. */
function loadErrorOf(cause: unknown): Error {
  const isMissing = codeOf(cause)?.endsWith('MODULE_NOT_FOUND') === true;
  const reason = isMissing
    ? 'fs-native-extensions is not installed; run npm install'
    : `fs-native-extensions has no build for ${process.platform}-${process.arch} (Linux needs glibc); set MONGO_URL to use MongoDB`;
  return new Error(`the embedded store cannot lock files: ${reason}`, { cause });
}

/** Loads the function that locks files. Only the embedded store needs it, and its native code. */
async function loadTryLock(): Promise<(fd: number) => boolean> {
  const { tryLock } = await import('fs-native-extensions').catch((cause: unknown) => {
    throw loadErrorOf(cause);
  });
  return process.platform === 'win32' ? (fd) => tryLock(fd, windowsOffset, 1) : (fd) => tryLock(fd);
}

/** Creates a directory and those above it. Node's own recursive mode reports a read-only file system as ENOENT. */
async function createDirectory(directory: string): Promise<void> {
  await mkdir(directory).catch(async (error: unknown) => {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT') throw error;
    await createDirectory(path.dirname(directory));
    await createDirectory(directory);
  });
}

/** Creates a directory and opens its lock file. @throws {DirectoryNotWritableError} */
async function openLockFile(directory: string, file: string): Promise<FileHandle> {
  try {
    await createDirectory(path.resolve(directory));
    await access(`${directory}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
    return await open(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  } catch (error) {
    throw new DirectoryNotWritableError(directory, error);
  }
}

/**
 * Locks a directory for one opening, because two processes that write the same files would lose documents. The lock is
 * the kernel's: it works across processes, containers and pid namespaces, and ends with the process, however it ends.
 * Creates the directory if it does not exist. Returns the function that unlocks it.
 * @throws {DirectoryInUseError} if the directory stays locked for `waitMs`.
 * @throws {DirectoryNotWritableError} if the directory cannot be written, or its file system has no locks.
 */
export async function lockDirectory(
  directory: string,
  { waitMs }: DirectoryLockSettings,
): Promise<() => Promise<void>> {
  const tryLock = await loadTryLock();
  const handle = await openLockFile(directory, path.resolve(directory, 'lock'));
  try {
    if (!(await isLockedWithin(waitMs, () => tryLock(handle.fd))))
      throw new DirectoryInUseError(directory, await describeHolder(handle));
    await recordHolder(handle);
  } catch (error) {
    await handle.close();
    throw codeOf(error) === undefined ? error : new DirectoryNotWritableError(directory, error);
  }
  lockedHandles.add(handle);
  return async () => {
    lockedHandles.delete(handle);
    await forgetHolder(handle);
    await handle.close();
  };
}

async function isLockedWithin(waitMs: number, tryLock: () => boolean): Promise<boolean> {
  const giveUpAt = performance.now() + waitMs;
  while (!tryLock()) {
    if (performance.now() >= giveUpAt) return false;
    await delay(pauseMs);
  }
  return true;
}
