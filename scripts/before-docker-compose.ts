import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { updateEnvFile } from './env-file.ts';

/**
 * `npm run before-docker-compose [-- ADDRESS]`: writes `IP_ADDRESS` to `.env`, for the links in the services'
 * responses, and random secrets unless the file has them already. Both the containers and external clients must reach
 * the address, by default the first IPv4 address of this machine.
 */
const addresses = Object.values(networkInterfaces())
  .flat()
  .filter((address) => address?.family === 'IPv4' && !address.internal)
  .map((address) => address?.address);
const address = process.argv[2] ?? addresses[0] ?? '127.0.0.1';

/** A secret of 256 bits, in characters that need no quotes in `.env` and no escapes in URLs. */
const randomSecret = (): string => randomBytes(32).toString('base64url');

const defaults = { SERVICE_SECRET: randomSecret(), MONGO_PASSWORD: randomSecret() };
await updateEnvFile('.env', { set: { IP_ADDRESS: address }, defaults });
console.log(`.env: IP_ADDRESS=${address}, and the secrets ${Object.keys(defaults).join(' and ')}`);
