import { createHttpClient } from '../../kit/http/client.ts';
import { populate } from '../populate.ts';
import { attacks, member, type BenchRequest, type Targets } from './attack/attacks.ts';
import { describeStatuses, percentile, sendRequests, type Responses } from './attack/load.ts';
import { startSeparateSystem } from './attack/separate-system.ts';

/**
 * `npm run bench:attack [-- TITLE]`: measures what other clients notice of an attacker at one address: their 99th
 * percentile during each attack, as a ratio to the quiet system. Every part is a process of its own. `TITLE` selects
 * attacks by a part of their title.
 */
const seconds = 4;
const innocentPerSecond = 50;
const attacksPerSecond = 60;
const [title = ''] = process.argv.slice(2);

/** Alternates between both faces. */
const innocentRequest =
  ({ events, gateway }: Targets) =>
  (number: number): BenchRequest =>
    number % 2 === 0
      ? { url: `${events}/events`, headers: member }
      : {
          url: `${gateway}/graphql`,
          method: 'POST',
          headers: { ...member, 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ events(first: 5) { nodes { name venue { name } } } }' }),
        };

async function populateDemo(gatewayUrl: string): Promise<void> {
  const client = createHttpClient({ timeoutMs: 30_000 });
  await populate({ client, gatewayUrl, rootPassword: 'password', progress: () => undefined });
  await client.close();
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padEnd([42, 10, 8, 28][index] ?? 0)).join('');

const { targets, close } = await startSeparateSystem(populateDemo);
try {
  const innocent = (): Promise<Responses> =>
    sendRequests(innocentRequest(targets), { perSecond: innocentPerSecond, seconds, address: '203.0.113.1' });
  await innocent();
  const quiet = await innocent();
  const baseline = percentile(quiet, 0.99);
  console.log(row(['', 'p99 (ms)', 'ratio', 'others', 'attacker']));
  console.log(row(['quiet', baseline.toFixed(1), '1.0', describeStatuses(quiet), '']));
  for (const [index, attack] of attacks.filter((each) => each.title.includes(title)).entries()) {
    const attacker = sendRequests((number) => attack.request(targets, number), {
      perSecond: attacksPerSecond,
      seconds,
      // Each attack starts with an unused quota.
      address: `203.0.113.${66 + index}`,
    });
    const others = await innocent();
    const p99 = percentile(others, 0.99);
    const cells = [attack.title, p99.toFixed(1), (p99 / baseline).toFixed(1), describeStatuses(others)];
    console.log(row([...cells, describeStatuses(await attacker)]));
  }
} finally {
  await close();
}
