import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { credentials } from '../../support/clients.ts';

/** Requests that a process sends over and over. */
export interface Work {
  readonly url: string;
  /** The body of each request. `{n}` and `{date}` in it differ from request to request. */
  readonly body: unknown;
  readonly connections: number;
}

const resultsShape = z.object({
  /** Responses by status. */
  statuses: z.record(z.string(), z.number()),
  /** The number of responses with `Connection: close`. */
  closing: z.number(),
  /** Why connections ended: the error of the last request, and whether it was sent on an existing connection. */
  errors: z.array(z.object({ code: z.string().optional(), reusedSocket: z.boolean() })),
});
export type Results = z.infer<typeof resultsShape>;

/** A process that writes until its connections end. */
export interface Writer {
  /** Resolves when every connection has had a response. */
  readonly ready: Promise<void>;
  readonly results: Promise<Results>;
  kill(): void;
}

const script = fileURLToPath(new URL('writer.mjs', import.meta.url));

/** Starts a process that sends these requests as root. */
export function startWriter(work: Work): Writer {
  const headers = { ...credentials('root'), 'content-type': 'application/json', accept: 'application/json' };
  const child = spawn(process.execPath, [script, JSON.stringify({ ...work, headers })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ready = new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.startsWith('ready')) resolve();
    }),
  );
  const results = new Promise<Results>((resolve) =>
    child.once('close', () => resolve(resultsShape.parse(JSON.parse(output.split('\n')[1] ?? '')))),
  );
  return { ready, results, kill: () => void child.kill('SIGKILL') };
}
