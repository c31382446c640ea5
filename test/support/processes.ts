import { spawn, type ChildProcess } from 'node:child_process';

/** A process that runs a script of the project. */
export interface ScriptProcess {
  readonly child: ChildProcess;
  /** Returns what the process has written to stdout and stderr. */
  output(): string;
  /** Resolves when stdout contains `text`. Rejects if the process exits first. */
  waitForOutput(text: string): Promise<void>;
  /** Resolves to the exit code; to `null` if a signal terminated the process. */
  readonly exited: Promise<number | null>;
}

/**
 * Starts `node scripts/…` with these arguments and environment variables.
 *
 * @param prefix A command that starts the process, with its arguments.
 */
export function runScript(
  script: readonly string[],
  env: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
): ScriptProcess {
  const [file = '', ...args] = script;
  return runNode(['--import', 'tsx', `scripts/${file}`, ...args], env, prefix);
}

/**
 * Starts Node with these arguments and environment variables.
 *
 * @param prefix A command that starts the process, with its arguments.
 */
export function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
): ScriptProcess {
  const [command = '', ...rest] = [...prefix, process.execPath, ...args];
  const child = spawn(command, rest, {
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const append = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const waitForOutput = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = (): void => void (output.includes(text) && resolve());
      child.stdout.on('data', check);
      check();
      void exited.then((code) =>
        reject(new Error(`${args.join(' ')} exited with ${code} before it printed "${text}": ${output}`)),
      );
    });
  return { child, output: () => output, waitForOutput, exited };
}
