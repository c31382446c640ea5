import { z } from 'zod';
import { startContender } from './contender.ts';

/**
 * `npm run bench:gateway-memory [-- COUNT]`: sends distinct operations to the GraphQL gateway, and prints the memory that
 * its process holds after garbage collection, so that growth is seen. The cache of plans is a tenth of the default, and
 * thus full after a tenth of the operations.
 */
const count = Number(process.argv[2] ?? 100_000);
const steps = 10;
const connections = 8;

const services = await startContender('stub-services');
process.env['BENCH_ROOT'] = services.urls['root'] ?? '';
process.env['GRAPHQL_PLAN_CACHE_BYTES'] = '3145728';
const gateway = await startContender('gateway-product');
const url = gateway.urls['graphql'] ?? '';
const answer = z.object({ data: z.object({}), errors: z.undefined().optional() });

let sent = 0;
/** Sends operations that nobody has sent before. @throws unless each is answered without errors */
async function sendUntil(total: number): Promise<void> {
  while (sent < total) {
    const query = `query Operation${sent} { a${sent++}: venues { nodes { id name } } }`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    answer.parse(await response.json());
  }
}

try {
  console.log(`${'operations'.padStart(10)}${'heap MB'.padStart(10)}${'process MB'.padStart(12)}`);
  for (let step = 0; step <= steps; step++) {
    const total = step === 0 ? 1000 : (count * step) / steps;
    await Promise.all(Array.from({ length: connections }, () => sendUntil(total)));
    const { heapUsed, rss } = await gateway.memory();
    const cell = (bytes: number, width: number): string => (bytes / 1_048_576).toFixed(0).padStart(width);
    console.log(`${String(sent).padStart(10)}${cell(heapUsed, 10)}${cell(rss, 12)}`);
  }
} finally {
  await gateway.close();
  await services.close();
}
