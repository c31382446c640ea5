import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

/**
 * `npm run before-docker-compose [-- ADDRESS]`: writes `IP_ADDRESS` to `.env`, for the links in the services'
 * responses. Both the containers and external clients must reach the address, by default the first IPv4 address of this
 * machine.
 */
const addresses = Object.values(networkInterfaces())
  .flat()
  .filter((address) => address?.family === 'IPv4' && !address.internal)
  .map((address) => address?.address);
const address = process.argv[2] ?? addresses[0] ?? '127.0.0.1';

await writeFile('.env', `IP_ADDRESS=${address}\n`);
console.log(`.env: IP_ADDRESS=${address}`);
