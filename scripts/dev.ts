import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pretty from 'pino-pretty';
import { removeBlankVariables } from '../kit/util/settings/blank-variables.ts';
import { handleStopSignals } from './stop-signals.ts';

/**
 * `npm run dev`: runs `npm start`, restarts it when a source file changes, and pretty-prints its log. Options such as
 * `--inspect` are passed to the process that serves.
 */
const sources = ['gateway', 'hal-gateway', 'kit', 'product', 'scripts', 'subgraphs'].map((folder) => `${folder}/**`);
const tests = '**/*.test.ts';

const help = `Development mode: restarts when a source file changes. Ctrl-C stops it.
  LOG_LEVEL=debug npm run dev   logs every request
  npm run dev -- --inspect      listens for a debugger on port 9229: attach an editor, or open chrome://inspect
`;

function startWatcher(options: readonly string[]): ChildProcess {
  const watch = [
    'watch',
    '--clear-screen=false',
    ...sources.flatMap((glob) => ['--include', glob]),
    '--exclude',
    tests,
  ];
  const command = [fileURLToPath(import.meta.resolve('tsx/cli')), ...watch, ...options, 'scripts/start.ts'];
  // Its own process group: Ctrl-C in a terminal then reaches only this process, which forwards it once.
  return spawn(process.execPath, command, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' },
  });
}

/** Kills the remaining processes of the watcher's group. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // No process remains.
  }
}

/**
 * Stops the watcher gracefully on the first signal, and kills it on a later one. The watcher gives the system five
 * seconds to stop.
 */
function stopOnSignals(watcher: ChildProcess): void {
  const stop = (): void => void watcher.kill('SIGTERM');
  handleStopSignals({ onFirst: stop, onAgain: (_signal, exitCode) => process.exit(exitCode) });
  process.once('SIGHUP', stop);
  process.once('exit', () => killGroup(watcher));
  watcher.once('exit', () => killGroup(watcher));
  watcher.once('close', (code) => process.exit(code ?? 1));
}

removeBlankVariables(process.env);
process.stdout.write(help);
const watcher = startWatcher(process.argv.slice(2));
stopOnSignals(watcher);
watcher.stdout?.pipe(
  pretty({
    messageFormat: '[{part}] {msg}',
    ignore: 'part',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    sync: true,
  }),
);
