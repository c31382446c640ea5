import { rootPassword } from '../kit/service/settings/authentication.ts';
import { storeSettings } from '../kit/service/settings/store.ts';
import { createHttpClient } from '../kit/http/client.ts';
import { readSettings } from '../kit/util/settings/setting.ts';
import { product } from '../product/product.ts';
import { isEmpty, populate } from './populate.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { dateOfToday } from './upcoming-events.ts';
import { startSystem, type System } from './system.ts';

/** `npm start`: starts the whole system in one process. An empty embedded store, the default, gets the demo data. */
process.env['LOG_LEVEL'] ||= 'warn';

async function seed({ halGateway }: System): Promise<void> {
  if (storeSettings(process.env, { name: 'any', product }).kind !== 'embedded') return;
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = { client, gatewayUrl: halGateway, ...readSettings({ rootPassword }, process.env) };
  if (await isEmpty(settings)) {
    await populate({ ...settings, today: dateOfToday(), progress: () => undefined });
    console.log('The store was empty: it has the demo data now.');
  }
  await client.close();
}

function urlTable({ halGateway, gateway, services }: System): string {
  const rows = [
    ['HAL gateway', halGateway],
    ['GraphQL gateway', `${gateway}/graphql`],
    ...Object.values(services).map(({ name, url }) => [name, `${url}   (subgraph: ${url}/graphql)`]),
  ];
  return rows.map(([name = '', url = '']) => `  ${name.padEnd(24)}${url}`).join('\n');
}

const nextSteps = ({ halGateway, gateway }: System): string => `Try first:
  1. open ${gateway}/graphql in a browser, and run the tabs from left to right
  2. curl ${halGateway}/
  3. curl -u phartman:password "${halGateway}/" then follow "venue", "event", and PUT the "register" link`;

async function start(signal: AbortSignal): Promise<System> {
  const startedAt = performance.now();
  const system = await startSystem(process.env, {}, signal);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  await seed(system);
  console.log(
    `\n${product.name} is up (${seconds} s)\n\n${urlTable(system)}\n\n${nextSteps(system)}\n\nCtrl-C stops it.`,
  );
  return system;
}

await runUntilStopped({ name: product.name, start, log: (line) => console.log(line) });
