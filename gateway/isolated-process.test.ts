import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startIsolatedProcess } from './isolated-process.ts';

describe('an isolated process', () => {
  let directory: string;
  let script: URL;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-isolated-'));
    script = pathToFileURL(path.join(directory, 'script.mjs'));
    await writeFile(
      script,
      `process.on('message', ({ fill, exit }) => {
        if (exit !== undefined) process.exit(exit);
        for (const all = []; fill; all.push(Array(1000).fill(String(Math.random()))));
        process.send({ env: Object.keys(process.env) });
      });`,
    );
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** Starts one, and resolves to what it sends, or how it ends. */
  const ask = (message: object): Promise<unknown> =>
    new Promise((resolve) => {
      const started = startIsolatedProcess(script, {
        memoryMb: 32,
        onMessage: (answer) => {
          void started.end().then(() => resolve(answer));
        },
        onEnd: resolve,
      });
      started.send(message);
    });

  it('answers, and has no environment', async () =>
    expect(await ask({})).toEqual({ env: expect.not.arrayContaining(['PATH', 'HOME']) }));

  it('reports that it has exceeded its memory, without harm to this process', async () =>
    expect(await ask({ fill: true })).toEqual({ reason: 'it ended with SIGABRT', isOutOfMemory: true }));

  it('reports that it has ended', async () =>
    expect(await ask({ exit: 3 })).toEqual({ reason: 'it ended with 3', isOutOfMemory: false }));
});
