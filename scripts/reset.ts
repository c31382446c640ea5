import { createClient } from '../kit/http/client.ts';
import { empty, populate } from './populate.ts';

/** `npm run reset [-- URL]`: empties the four collections and populates them again, from the gateway's root. */
const gatewayUrl = process.argv[2] ?? process.env['HY_GATEWAY_URL'] ?? 'http://localhost:2112';
const client = createClient({ timeoutMs: 60_000 });
const settings = {
  client,
  gatewayUrl,
  rootPassword: process.env['AUTH_ROOT_PASSWORD'] ?? 'password',
  progress: (line: string) => console.log(line),
};

try {
  console.log(`resetting the system behind ${gatewayUrl}`);
  await empty(settings);
  await populate(settings);
  console.log('done');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.close();
}
