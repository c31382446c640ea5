import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lazy } from '../../kit/util/lazy.ts';

/** A file system in memory, of a limited size. */
export interface Mount {
  readonly directory: string;
  /** Mounts it again with other options, such as `ro`. */
  remount(options: string): void;
  close(): void;
}

/** Mounts a file system in memory, with options of tmpfs such as `size=1m`. */
export function mountMemory(options: string): Mount {
  const directory = mkdtempSync(path.join(tmpdir(), 'event-buddy-mount-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], { stdio: 'pipe' });
  return {
    directory,
    remount: (changed) => void execFileSync('mount', ['-o', `remount,${changed}`, directory], { stdio: 'pipe' }),
    close: lazy(() => {
      execFileSync('umount', ['-l', directory], { stdio: 'pipe' });
      rmdirSync(directory);
    }),
  };
}

/** Names the tests that are skipped where file systems cannot be mounted. */
export const mountMissingNotice = 'the tests on a disk that is full or read-only. They need Linux, and root.';

/** Whether file systems can be mounted here. */
export const canMount = lazy((): boolean => {
  try {
    mountMemory('size=64k').close();
    return true;
  } catch {
    return false;
  }
});

/** Whether processes can be started in a pid namespace of their own, as in a container. */
export const canUnshare = lazy((): boolean => spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0);

export const unshareMissingNotice = 'the test with two pid namespaces. It needs Linux, unshare and root.';
