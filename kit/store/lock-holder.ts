import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { parseJson } from '../util/parse-json.ts';

/** The content of a lock file, for messages. The lock itself is the kernel's, not the file. */
const holderShape = z.object({ pid: z.number(), host: z.string(), since: z.string() });

/** More than the longest content of a lock file, in bytes. */
const maxBytes = 1024;

/** Writes into the lock file who holds it. A full disk leaves it empty, which only makes messages less precise. */
export async function recordHolder(handle: FileHandle): Promise<void> {
  const holder: z.infer<typeof holderShape> = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  await forgetHolder(handle);
  await handle.write(JSON.stringify(holder), 0).catch(() => undefined);
}

/** Empties the lock file. */
export const forgetHolder = (handle: FileHandle): Promise<void> => handle.truncate(0).catch(() => undefined);

/** Returns who holds the lock, in words. */
export async function readHolder(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
  const holder = holderShape.safeParse(parseJson(buffer.toString('utf8', 0, bytesRead)));
  if (!holder.success) return 'another process';
  const { pid, host, since } = holder.data;
  return `process ${pid} on host ${host} since ${since}`;
}
