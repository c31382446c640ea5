import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  canMount,
  canUnshare,
  mountMemory,
  mountMissingNotice,
  unshareMissingNotice,
} from '../../test/support/mounts.ts';
import { runScript, type ScriptProcess } from '../../test/support/processes.ts';
import { describeIf } from '../../test/support/skip-reasons.ts';
import { lockDirectory } from './directory-lock.ts';

const tryNow = { waitMs: 0 };

describe('the lock of a data directory', () => {
  let directory: string;
  let starters: ScriptProcess[];
  const start = (prefix: readonly string[] = []): ScriptProcess =>
    runScript(['../test/support/hold-lock.ts', directory], {}, prefix);
  const isHolder = ({ output }: ScriptProcess): boolean => output().includes('held');
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'data-lock-'));
    // A lock file of version 0.2.0, of a process that is alive but is a stranger.
    await writeFile(path.join(directory, 'lock'), String(process.ppid));
    starters = Array.from({ length: 3 }, () => start());
    await Promise.all(starters.map(({ waitForOutput }) => waitForOutput('\n')));
  });
  afterAll(async () => {
    for (const { child } of starters) child.kill('SIGKILL');
    await Promise.all(starters.map(({ exited }) => exited));
    await rm(directory, { recursive: true });
  });

  it('is held by exactly one of several processes that start at the same time', () => {
    expect(starters.map(isHolder).filter(Boolean)).toHaveLength(1);
  });

  it('names its holder to the others', async () => {
    const holder = starters.find(isHolder)!;
    const refused = starters.find((starter) => !isHolder(starter))!;
    const message = `${directory} is in use by process ${holder.child.pid} on host ${hostname()} since 20`;
    expect(refused.output()).toContain(message);
    await expect(lockDirectory(directory, tryNow)).rejects.toThrow(message);
  });

  it('names a holder that writes its name after others were refused', async () => {
    const nameless = await mkdtemp(path.join(tmpdir(), 'data-lock-'));
    const unlock = await lockDirectory(nameless, tryNow);
    const file = path.join(nameless, 'lock');
    const name = await readFile(file);
    await writeFile(file, '');
    const refused = expect(lockDirectory(nameless, tryNow)).rejects.toThrow(
      `is in use by process ${process.pid} on host`,
    );
    await delay(100);
    await writeFile(file, name);
    await refused;
    await unlock();
    await rm(nameless, { recursive: true });
  });

  it('ends with its holder, however that ends, and is then free for who waits', async () => {
    const holder = starters.find(isHolder)!;
    const waiting = lockDirectory(directory, { waitMs: 20_000 });
    holder.child.kill('SIGKILL');
    const unlock = await waiting;
    await expect(lockDirectory(directory, tryNow)).rejects.toThrow(`is in use by process ${process.pid} on host`);
    await unlock();
    expect(await readFile(path.join(directory, 'lock'), 'utf8')).toBe('');
    await (
      await lockDirectory(directory, tryNow)
    )();
  });

  it('does not wait longer than it should', async () => {
    const unlock = await lockDirectory(directory, tryNow);
    const startedAt = performance.now();
    await expect(lockDirectory(directory, { waitMs: 200 })).rejects.toThrow('is in use by');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(200);
    await unlock();
  });

  it('reports a path that is not a directory', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    await expect(lockDirectory(file, tryNow)).rejects.toThrow(`${file} is not a directory (ENOTDIR)`);
    await expect(lockDirectory(path.join(file, 'below'), tryNow)).rejects.toThrow('is not a directory (ENOTDIR)');
  });

  describeIf(canUnshare(), unshareMissingNotice)('between containers', () => {
    it('excludes processes of other pid namespaces', async () => {
      const unlock = await lockDirectory(directory, tryNow);
      const other = start(['unshare', '--pid', '--fork', '--kill-child']);
      starters.push(other);
      await other.waitForOutput(`is in use by process ${process.pid} on host ${hostname()}`);
      await unlock();
    });
  });

  describeIf(canMount(), mountMissingNotice)('on a read-only file system', () => {
    it('reports that the directory is read-only', async () => {
      const mount = mountMemory('size=64k');
      mount.remount('ro');
      await expect(lockDirectory(mount.directory, tryNow)).rejects.toThrow(`${mount.directory} is read-only (EROFS)`);
      await expect(lockDirectory(path.join(mount.directory, 'below'), tryNow)).rejects.toThrow('is read-only (EROFS)');
      mount.close();
    });
  });
});
