import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';

/** The content of a lock file, for messages. The lock itself is the kernel's, not the file. */
const holderShape = z.object({ pid: z.number(), host: z.string(), since: z.string() });
type Holder = z.infer<typeof holderShape>;

/** More than the longest content of a lock file, in bytes. */
const maxBytes = 1024;

/** Milliseconds to wait for the name of a holder, and between two attempts to read it. */
const maxWaitMs = 500;
const pauseMs = 50;

/** Writes into the lock file who holds it. A full disk leaves it empty, which only makes messages less precise. */
export async function recordHolder(handle: FileHandle): Promise<void> {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  await forgetHolder(handle);
  await handle.write(JSON.stringify(holder), 0).catch(() => undefined);
}

/** Empties the lock file. */
export const forgetHolder = (handle: FileHandle): Promise<void> => handle.truncate(0).catch(() => undefined);

/**
 * Returns who holds the lock, in words. A holder that has only just locked writes its name a moment later, and is waited
 * for, for `maxWaitMs` at most.
 */
export async function describeHolder(handle: FileHandle): Promise<string> {
  let holder = await readHolder(handle);
  for (let waitedMs = 0; holder === undefined && waitedMs < maxWaitMs; waitedMs += pauseMs) {
    await delay(pauseMs);
    holder = await readHolder(handle);
  }
  return holder === undefined
    ? 'another process'
    : `process ${holder.pid} on host ${holder.host} since ${holder.since}`;
}

async function readHolder(handle: FileHandle): Promise<Holder | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
  return holderShape.safeParse(parseJson(buffer.toString('utf8', 0, bytesRead))).data;
}
