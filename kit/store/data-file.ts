import { open, rename, truncate, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ownerOnly, syncDirectory, writeDurably } from '../util/durable-file.ts';

/** The open file of a collection, to which lines are appended. Its caller awaits each operation before the next. */
export interface DataFile {
  /**
   * Appends text: all of it, or nothing.
   * @throws the system's error, such as ENOSPC. What was written in part is cut off again.
   */
  append(text: string): Promise<void>;
  /** Replaces the content, atomically and durably. @throws the system's error; then the content is what it was. */
  replace(chunks: Iterable<string>): Promise<void>;
  /** Checks that the file is as this process has written it, after a failure. @throws an error that says what is not. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a file that has been read. */
interface ReadPart {
  /** Its bytes. */
  readonly length: number;
  /** Whether its last line lacks a newline. */
  readonly lacksNewline: boolean;
}

/** Returns the file into which new content is written before it replaces the file. */
export const temporaryFileOf = (file: string): string => `${file}~`;

/** Opens a data file for appending. */
export async function openDataFile(file: string, part: ReadPart): Promise<DataFile> {
  let { length, lacksNewline } = part;
  let handle: FileHandle = await open(file, 'a', ownerOnly);
  /** Bytes of failed writes that may follow the content. */
  let excess = 0;

  async function verify(): Promise<void> {
    const { nlink, size } = await handle.stat();
    if (nlink === 0) throw new Error(`${file} was removed while it was in use; restore it and restart`);
    if (size < length || size > length + excess)
      throw new Error(`${file} has ${size} bytes instead of ${length}: another program has changed it; restart`);
    if (size > length) await truncate(file, length);
    excess = 0;
  }

  async function write(data: Buffer): Promise<void> {
    excess = data.length;
    await handle.appendFile(data);
    const { nlink, size } = await handle.stat();
    if (nlink === 0 || size !== length + data.length) {
      await verify();
      throw new Error(`${file}: a write of ${data.length} bytes was not complete`);
    }
    [length, excess, lacksNewline] = [size, 0, false];
  }

  async function append(text: string): Promise<void> {
    if (excess > 0) await verify();
    try {
      await write(Buffer.from(lacksNewline ? `\n${text}` : text));
    } catch (error) {
      await verify().catch(() => undefined);
      throw error;
    }
  }

  async function replace(chunks: Iterable<string>): Promise<void> {
    await verify();
    const size = await writeDurably(temporaryFileOf(file), chunks);
    // Windows does not replace a file that is open.
    await handle.close();
    try {
      await rename(temporaryFileOf(file), file);
      [length, lacksNewline] = [size, false];
    } finally {
      handle = await open(file, 'a', ownerOnly);
    }
    await syncDirectory(path.dirname(file));
  }

  return { append, replace, verify, close: () => handle.close() };
}
