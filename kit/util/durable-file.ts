import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Only the owner reads and writes such files: they may have signing keys and hashes of passwords. */
export const ownerOnly = 0o600;

/** Writes a file and syncs it to the disk. Returns its bytes. A file that cannot be written is removed. */
export async function writeDurably(file: string, chunks: Iterable<string>): Promise<number> {
  try {
    const handle = await open(file, 'w', ownerOnly);
    try {
      for (const chunk of chunks) await handle.appendFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return (await stat(file)).size;
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Syncs the entries of a directory, where the platform can: after a power failure a renamed file has its new name. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Distinguishes the temporary files of replacements at the same time. */
let replacements = 0;

/**
 * Creates a file or replaces its content, atomically and durably, and creates its directory. Other processes may do the
 * same at the same time: the last one wins.
 *
 * @throws the system's error, such as ENOSPC; then the content is what it was
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const directory = path.dirname(file);
  const temporary = `${file}~${process.pid}-${++replacements}`;
  await mkdir(directory, { recursive: true });
  await writeDurably(temporary, [text]);
  try {
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}
