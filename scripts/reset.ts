import { createHttpClient } from '../kit/http/client.ts';
import { rootPassword } from '../kit/service/settings/authentication.ts';
import { gatewayUrl } from '../kit/service/settings/shared.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { emptyCollections, populate } from './populate.ts';

/**
 * `npm run reset [-- URL]`: empties the four collections and restores the demo data, starting at the HAL gateway's
 * root. `URL` overrides `HY_GATEWAY_URL`.
 */
async function reset(url: string | undefined): Promise<void> {
  const configured = readSettings({ gatewayUrl, rootPassword }, process.env);
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = {
    ...configured,
    client,
    gatewayUrl: url ?? configured.gatewayUrl,
    progress: (line: string) => console.log(line),
  };
  try {
    console.log(`resetting the system behind ${settings.gatewayUrl}`);
    await emptyCollections(settings);
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
