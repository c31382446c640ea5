import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

const settings = readSettings(testTable, process.env);

const defaultPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Names the tests that a machine without Chromium leaves out, and how to enable them. */
export const chromiumMissingNotice =
  'the tests in a browser. To run them, install Chromium (apt-get install chromium), or set CHROMIUM_PATH.';

const executablePathOf = (): string | undefined =>
  settings.chromiumPath ?? defaultPaths.find((each) => existsSync(each));

/** Whether there is a Chromium to test in. With `TEST_CHROMIUM=required` there has to be one. */
export function hasChromium(): boolean {
  const found = executablePathOf() !== undefined;
  if (!found && settings.chromium === 'required')
    throw new Error(`TEST_CHROMIUM=required, but there is no Chromium for ${chromiumMissingNotice}`);
  return found;
}

/** Starts a headless Chromium; it has no sandbox, which root may not have, and visits this machine alone. */
export async function startChromium(): Promise<Browser> {
  const executablePath = executablePathOf();
  if (executablePath === undefined) throw new Error(`There is no Chromium for ${chromiumMissingNotice}`);
  return chromium.launch({ executablePath, chromiumSandbox: false });
}
