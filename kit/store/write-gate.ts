import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../util/log.ts';
import { codeOf, messageOf } from '../util/system-error.ts';
import { StoreNotWritableError } from './port.ts';

/** What must hold again before writes are tried again. Rejects while it does not. */
export type Check = () => Promise<void>;

/**
 * Decides whether a directory accepts writes. A failed write closes the gate. While it is closed, each write first tries
 * the disk, and is refused if that fails.
 */
export interface WriteGate {
  /** Resolves if writes are possible, or possible again. @throws {StoreNotWritableError} */
  enter(): Promise<void>;
  /** Closes the gate after a failed write. Returns the error for its caller. */
  close(error: unknown, check: Check): StoreNotWritableError;
}

/** The bytes that must be writable before writes are tried again: more than a document has. */
const trialBytes = 65_536;

/** Writes a file to the disk and removes it. @throws the system's error */
async function tryDirectory(directory: string): Promise<void> {
  const file = path.join(directory, 'write-test~');
  try {
    const handle = await open(file, 'w');
    try {
      await handle.writeFile(Buffer.alloc(trialBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Creates the gate of a directory. It is open. */
export function createWriteGate(directory: string, log: Log): WriteGate {
  const checks = new Set<Check>();
  let trial: Promise<void> | undefined;
  const refusal = (error: unknown): StoreNotWritableError =>
    new StoreNotWritableError(`${directory} cannot be written: ${messageOf(error)}`, { cause: error });

  async function reopen(): Promise<void> {
    try {
      for (const check of checks) await check();
      await tryDirectory(directory);
    } catch (error) {
      throw refusal(error);
    }
    checks.clear();
    log.info(`${directory} can be written again`);
  }

  return {
    enter: () => {
      if (checks.size === 0) return Promise.resolve();
      return (trial ??= reopen().finally(() => (trial = undefined)));
    },
    close: (error, check) => {
      if (checks.size === 0 && !(error instanceof StoreNotWritableError))
        log.error(
          { code: codeOf(error) },
          `${directory} cannot be written: ${messageOf(error)}; writes get 503 until it can`,
        );
      checks.add(check);
      return error instanceof StoreNotWritableError ? error : refusal(error);
    },
  };
}
