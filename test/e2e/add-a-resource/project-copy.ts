import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A copy of the project, in which tests may add files. */
export interface ProjectCopy {
  readonly directory: string;
  /** Runs Node in the copy, and returns what it printed. Rejects with its output when it fails. */
  node(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Copies the files that git does not ignore. The packages are those of the project. */
export async function copyProject(): Promise<ProjectCopy> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-copy-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).toString();
  for (const file of listed.split('\0').filter((each) => each !== '' && existsSync(each)))
    await cp(file, path.join(directory, file));
  await symlink(path.resolve('node_modules'), path.join(directory, 'node_modules'));
  return {
    directory,
    node: async (...args) => {
      try {
        return (await promisify(execFile)(process.execPath, args, { cwd: directory })).stdout;
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
      }
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
