import { execFileSync } from 'node:child_process';

/** Names the tests that a machine without git leaves out. */
export const gitMissingNotice = 'the tests of schemas in the history. To run them, install git.';

/** Whether there is git on this machine. */
export const hasGit = ((): boolean => {
  try {
    return execFileSync('git', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

/** A repository for tests. */
export interface TestRepository {
  git(...given: readonly string[]): string;
  /** Commits whatever is there, and answers the revision. */
  commit(): string;
}

export function repositoryAt(root: string): TestRepository {
  const git = (...given: readonly string[]): string =>
    execFileSync('git', [...identity, ...given], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  const commit = (): string => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Change');
    return git('rev-parse', 'HEAD');
  };
  return { git, commit };
}
