import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { readSettings } from '../../kit/util/settings/setting.ts';
import { testTable } from '../../scripts/configuration/tests.ts';

const settings = readSettings(testTable, process.env);

/** The headless shell, a package of its own in Debian, needs two thirds of the processor time. */
const defaultPaths = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Names the tests that are skipped without Chromium, and how to enable them. */
export const chromiumMissingNotice =
  'the tests in a browser. To run them, install Chromium (apt-get install chromium), or set CHROMIUM_PATH.';

const executablePathOf = (): string | undefined =>
  settings.chromiumPath ?? defaultPaths.find((each) => existsSync(each));

/** Whether Chromium is installed. @throws if it is not, and `TEST_CHROMIUM=required`. */
export function hasChromium(): boolean {
  const isInstalled = executablePathOf() !== undefined;
  if (!isInstalled && settings.chromium === 'required')
    throw new Error(`TEST_CHROMIUM=required, but there is no Chromium for ${chromiumMissingNotice}`);
  return isInstalled;
}

/** Starts a headless Chromium. It runs without a sandbox, which root cannot use: it only opens local pages. */
export async function startChromium(): Promise<Browser> {
  const executablePath = executablePathOf();
  if (executablePath === undefined) throw new Error(`There is no Chromium for ${chromiumMissingNotice}`);
  return chromium.launch({ executablePath, chromiumSandbox: false, timeout: 120_000 });
}
