import { spawnSync } from 'node:child_process';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

/** For processes that are to run rover as npm has it already, and fetch nothing. */
export const offlineEnv = { npm_config_offline: 'true' };

/** Names the tests that a machine without rover leaves out, and how to enable them. */
export const roverMissingNotice = 'the tests with rover. To run them, download it with: npm run rover -- --version.';

/** Whether npm has rover. With `TEST_ROVER=required` it has to. */
export function hasRover(): boolean {
  const { status } = spawnSync('npm', ['run', '--silent', 'rover', '--', '--version'], {
    env: { ...process.env, ...offlineEnv },
  });
  if (status !== 0 && readSettings(testTable, process.env).rover === 'required')
    throw new Error('npm run rover does not run');
  return status === 0;
}
