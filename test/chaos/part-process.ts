import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { runNode, type ScriptProcess } from '../support/processes.ts';

/** How a process of a part is started. */
export interface PartSettings {
  /** The part, as `npm run start:PART` names it. */
  readonly part: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file with the offset of the process's clock. */
  readonly clockFile: string;
  /** What Node runs, with its arguments; the compiled start of the part by default. */
  readonly program?: readonly string[] | undefined;
}

/** A part in a process of its own, which is started again whenever it ends. */
export interface PartProcess extends PartSettings {
  /** Whether `start` was called. */
  readonly hasStarted: boolean;
  /** Whether the process runs, as far as is known. */
  readonly isRunning: boolean;
  /** Starts the process for the first time. */
  start(): void;
  /** Called before a process that runs is killed. */
  beforeKill: () => Promise<void>;
  /** Kills the process with SIGKILL. It is started again after `restartAfterMs`. */
  kill(restartAfterMs: number): Promise<void>;
  /** Stops the process with SIGSTOP for this time. */
  pause(ms: number): Promise<void>;
  /** Steps the clock of the process to this distance from the real time. It stays so across restarts. */
  stepClock(offsetMs: number): void;
  /** The outputs of all its processes. */
  outputs(): readonly string[];
  /** Resolves when no restart is pending. */
  settled(): Promise<void>;
  /** Ends the process with a signal, for good. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const clock = pathToFileURL(path.resolve('test/chaos/stepped-clock.mjs')).href;

/** Starts a process of a part, as compiled by `npm run build`. */
export const startPart = ({ part, env, clockFile, program }: Omit<PartSettings, 'url'>): ScriptProcess =>
  runNode(program ?? ['dist/scripts/start-part.js', part], {
    ...env,
    NODE_OPTIONS: `--import=${clock}`,
    CLOCK_OFFSET_FILE: clockFile,
  });

/** Milliseconds after which a process that has ended by itself is started again. */
const restartAfterExitMs = 500;

/** Keeps a part running once it is started. `onExit` is told how it ended if nobody killed it. */
export function supervisePartProcess(settings: PartSettings, onExit: (description: string) => void): PartProcess {
  const previousOutputs: string[] = [];
  let script: ScriptProcess | undefined;
  let killed: { readonly restartAfterMs: number } | undefined;
  let hasEnded = false;
  let isRunning = false;
  let restart = Promise.resolve();

  function start(): void {
    if (hasEnded) return;
    const started = startPart(settings);
    script = started;
    isRunning = true;
    killed = undefined;
    void started.exited.then((code) => {
      isRunning = false;
      previousOutputs.push(started.output());
      if (hasEnded) return;
      if (killed === undefined) onExit(`${settings.part} ended with ${code}: ${lastLineOf(started.output())}`);
      restart = delay(killed?.restartAfterMs ?? restartAfterExitMs).then(start);
    });
  }

  return {
    ...settings,
    start,
    get hasStarted() {
      return script !== undefined;
    },
    beforeKill: () => Promise.resolve(),
    get isRunning() {
      return isRunning;
    },
    async kill(restartAfterMs) {
      if (script === undefined || !isRunning) return;
      await this.beforeKill();
      killed = { restartAfterMs };
      script.child.kill('SIGKILL');
      await script.exited;
    },
    pause: async (ms) => {
      const child = script?.child;
      child?.kill('SIGSTOP');
      await delay(ms);
      child?.kill('SIGCONT');
    },
    stepClock: (offsetMs) => {
      writeFileSync(`${settings.clockFile}~`, String(offsetMs));
      renameSync(`${settings.clockFile}~`, settings.clockFile);
    },
    outputs: () => (script !== undefined && isRunning ? [...previousOutputs, script.output()] : previousOutputs),
    settled: () => restart,
    end: async (signal) => {
      hasEnded = true;
      await restart;
      script?.child.kill(signal);
      if (isRunning) await script?.exited;
    },
  };
}

const lastLineOf = (output: string): string => output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
