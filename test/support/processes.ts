import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A script of the project as a process of its own. */
export interface ScriptProcess {
  readonly child: ChildProcess;
  /** What it has printed, on both outputs. */
  output(): string;
  /** Resolves when it has printed the words; rejects when it ends before. */
  waitForOutput(words: string): Promise<void>;
  /** Resolves to its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Starts `node scripts/…` with these variables. */
export function runScript(script: readonly string[], env: Readonly<Record<string, string>>): ScriptProcess {
  const [file = '', ...given] = script;
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${file}`, ...given], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const note = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const waitForOutput = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => void (output.includes(words) && resolve());
      child.stdout.on('data', look);
      look();
      void exited.then((code) => reject(new Error(`${file} ended with ${code} before it said ${words}: ${output}`)));
    });
  return { child, output: () => output, waitForOutput, exited };
}
