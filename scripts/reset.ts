import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createHttpClient } from '../kit/http/client.ts';
import { rootPassword } from '../kit/service/settings/authentication.ts';
import { gatewayUrl, meantServiceNames } from '../kit/service/settings/shared.ts';
import { removeBlankVariables } from '../kit/util/settings/blank-variables.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { parseHttpUrl } from '../kit/util/settings/types.ts';
import { dateOfToday } from './upcoming-events.ts';
import { resetSystem } from './reset-system.ts';

/**
 * `npm run reset [-- [--yes] [URL]]`: empties the collections of all resources and restores the demo data, starting at the HAL
 * gateway's root. `URL` overrides `HY_GATEWAY_URL`. `--yes` confirms that a system on another machine is emptied.
 */
const usage = 'Usage: npm run reset [-- [--yes] [URL]], where URL is the root of a HAL gateway, such as localhost:2112';

/** @throws Error with the usage, if the arguments are invalid */
function readArguments(args: readonly string[]): { readonly url: string | undefined; readonly yes: boolean } {
  try {
    const options = { yes: { type: 'boolean', short: 'y', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [text, ...rest] = positionals;
    const url = text === undefined ? undefined : parseHttpUrl(text);
    if (rest.length > 0) throw new Error(`There is more than one URL: ${positionals.join(' ')}.`);
    if (text !== undefined && url === undefined) throw new Error(`"${text}" is not an http or https URL.`);
    return { url, yes: values.yes };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

/** Asks at the terminal. @throws Error if there is none */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error(`${question} Pass --yes to confirm this. Nothing was changed.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} (yes or no) `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function reset(): Promise<void> {
  const { url, yes } = readArguments(process.argv.slice(2));
  const configured = readSettings({ gatewayUrl, rootPassword, meant: meantServiceNames }, process.env);
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = { ...configured, client, ...(url === undefined ? {} : { gatewayUrl: url }) };
  const confirm = yes ? () => Promise.resolve(true) : ask;
  try {
    console.log(`Resetting the system of the HAL gateway ${settings.gatewayUrl}.`);
    const isReset = await resetSystem({
      ...settings,
      today: dateOfToday(),
      confirm,
      progress: (line) => console.log(line),
    });
    console.log(isReset ? 'The demo data is restored.' : 'Nothing was changed.');
  } finally {
    await client.close();
  }
}

try {
  removeBlankVariables(process.env);
  await reset();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
