import { writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

/**
 * `npm run before-docker-compose`: writes `.env` with `IP_ADDRESS`, an address of this machine that both the containers
 * and the clients outside reach, so that the links that services give out work for everybody.
 */
const addresses = Object.values(networkInterfaces())
  .flat()
  .filter((address) => address?.family === 'IPv4' && !address.internal)
  .map((address) => address?.address);
const address = process.argv[2] ?? addresses[0] ?? '127.0.0.1';

await writeFile('.env', `IP_ADDRESS=${address}\n`);
console.log(`.env: IP_ADDRESS=${address}`);
