import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { credentials, hal } from '../../support/clients.ts';
import { freePort } from '../../../scripts/free-ports.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import { embeddedStore, type TestStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

const listeners = 500;
const [rounds, changesPerRound] = [5, 40];
const eventsPerRound = (listeners / 2) * changesPerRound;
/** The heap of a service without streams is 100 MB, that of 500 streams 25 MB. */
const maxHeapMb = 192;

let store: TestStore;
let script: ScriptProcess;
let list: string;
beforeAll(async () => {
  store = await embeddedStore.open();
  const port = String(await freePort());
  const env = {
    HY_API_PORT: port,
    HY_GATEWAY_URL: 'http://localhost:1',
    SUBSCRIPTIONS_PER_CALLER: '0',
    LOG_LEVEL: 'info',
    NODE_OPTIONS: `--max-old-space-size=${maxHeapMb}`,
  };
  script = runScript(['start-part.ts', 'venues'], { ...store.env, ...env });
  await script.waitForOutput('is listening at');
  list = `http://localhost:${port}/venues`;
}, 240_000);
afterAll(async () => {
  script.child.kill('SIGKILL');
  await script.exited;
  await store.close();
});

/** Returns the resident memory of the service in MB, as Linux reports it. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${script.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function open(): Promise<IncomingMessage> {
  const headers = { ...credentials('root'), accept: 'text/event-stream' };
  const sent = request(`${list}/changes`, { headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  return response.on('error', () => undefined);
}

async function createVenues(round: number): Promise<void> {
  const numbers = Array.from({ length: changesPerRound }, (_, index) => index);
  const body = numbers.map((index) => ({ name: `${round} ${index}`, capacity: 1, description: 'x'.repeat(1000) }));
  expect((await hal('POST', list, { as: 'root', body })).status).toBe(201);
}

it('serves 500 streams of changes, half of which are not read, in bounded memory', async () => {
  await createVenues(0);
  const before = await memory();
  let received = 0;
  for (let count = 0; count < listeners; count++) {
    const response = await open();
    const countEvents = (text: string): void => void (received += text.split('event: created').length - 1);
    if (count % 2 === 0) response.setEncoding('utf8').on('data', countEvents);
  }
  for (let round = 1; round <= rounds; round++) {
    await createVenues(round);
    await until(() => received === round * eventsPerRound);
  }
  expect((await memory()) - before).toBeLessThan(150);
}, 400_000);
