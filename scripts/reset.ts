import { createHttpClient } from '../kit/http/client.ts';
import { rootPassword } from '../kit/service/settings/authentication.ts';
import { gatewayUrl } from '../kit/service/settings/shared.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { empty, populate } from './populate.ts';

/** `npm run reset [-- URL]`: empties the four collections and populates them again, from the gateway's root. */
async function reset(argument: string | undefined): Promise<void> {
  const given = readSettings({ gatewayUrl, rootPassword }, process.env);
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = {
    ...given,
    client,
    gatewayUrl: argument ?? given.gatewayUrl,
    progress: (line: string) => console.log(line),
  };
  try {
    console.log(`resetting the system behind ${settings.gatewayUrl}`);
    await empty(settings);
    await populate(settings);
    console.log('done');
  } finally {
    await client.close();
  }
}

try {
  await reset(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
