import { execFileSync } from 'node:child_process';

/** Names the tests that are skipped without git. */
export const gitMissingNotice = 'the tests of schemas in the history. To run them, install git.';

/** Whether git is installed. */
export const hasGit = ((): boolean => {
  try {
    return execFileSync('git', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

/** A git repository for tests. */
export interface TestRepository {
  git(...args: readonly string[]): string;
  /** Commits all files, and returns the revision. */
  commit(): string;
}

export function repositoryAt(root: string): TestRepository {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  const commit = (): string => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Change');
    return git('rev-parse', 'HEAD');
  };
  return { git, commit };
}
