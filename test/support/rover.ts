import { spawnSync } from 'node:child_process';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

/** The environment in which npm runs an installed rover, and downloads nothing. */
export const offlineEnv = { npm_config_offline: 'true' };

/** Names the tests that are skipped without rover, and how to enable them. */
export const roverMissingNotice = 'the tests with rover. To run them, download it with: npm run rover -- --version.';

/** Whether rover is installed. @throws if it is not, and `TEST_ROVER=required`. */
export function hasRover(): boolean {
  const { status } = spawnSync('npm', ['run', '--silent', 'rover', '--', '--version'], {
    env: { ...process.env, ...offlineEnv },
  });
  if (status !== 0 && readSettings(testTable, process.env).rover === 'required')
    throw new Error('TEST_ROVER=required, but npm run rover fails');
  return status === 0;
}
