import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lazy } from '../../../kit/util/lazy.ts';

/** A command that runs, with the processes that it starts. */
export interface RunningCommand {
  /** Returns the resident memory of the process and its descendants, in MiB. */
  memoryMb(): number;
  /** Returns the most memory that these processes have used, each at its time, in MiB. */
  peakMb(): number;
  /** Stops its process group, and waits for its end. */
  stop(): Promise<void>;
}

/** Returns a number from the status of a process; undefined if the process has ended. */
function statusOf(pid: string, name: string): number | undefined {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** Returns a process and its descendants. */
function treeOf(root: number): readonly string[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const tree = [String(root)];
  for (const pid of tree) tree.push(...all.filter((each) => statusOf(each, 'PPid') === Number(pid)));
  return tree;
}

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** The process groups that run. */
const groups = new Set<number>();

/** Ends the process groups that run when this process ends, also if it is interrupted. */
const endGroupsWithProcess = lazy(() => {
  process.once('exit', () => groups.forEach((pid) => isGroupAlive(pid) && process.kill(-pid, 'SIGTERM')));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
});

/** Starts a command in a process group of its own, which ends at the latest with this process. */
export function runCommand(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningCommand {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore', detached: true });
  const { pid = 0 } = child;
  groups.add(pid);
  endGroupsWithProcess();
  const total = (name: string): number => treeOf(pid).reduce((sum, pid) => sum + (statusOf(pid, name) ?? 0) / 1024, 0);
  return {
    memoryMb: () => total('VmRSS'),
    peakMb: () => total('VmHWM'),
    stop: async () => {
      if (isGroupAlive(pid)) process.kill(-pid, 'SIGTERM');
      while (isGroupAlive(pid)) await delay(20);
      groups.delete(pid);
    },
  };
}
