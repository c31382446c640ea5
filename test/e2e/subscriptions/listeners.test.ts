import { afterAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { AsyncDisposableStack, use } from '../../../kit/util/disposable-stack.ts';
import { forEachConcurrently } from '../../support/for-each-concurrently.ts';
import { withoutSavedGraph } from '../../support/gateway-files.ts';
import { until } from '../../support/until.ts';
import { startTestGateway } from '../graphql-gateway/test-gateway.ts';
import { createEventFeed } from './event-feed.ts';

const count = 2000;
const query = 'subscription { eventChanged(id: "1") { event { name } } }';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

async function listen(endpoint: string): Promise<IncomingMessage> {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
  const sent = request(endpoint, { method: 'POST', headers, agent: false }).end(JSON.stringify({ query }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  return response.setEncoding('utf8').on('error', () => undefined);
}

it(`tells ${count} listeners of one gateway each event`, async () => {
  const feed = createEventFeed({ heartbeatMs: 5000 });
  const { subscriptions } = gatewaySettings(withoutSavedGraph);
  const gateway = use(stack, await startTestGateway({ subscriptions: { ...subscriptions, maxPerAddress: count } }));
  await gateway.addSubgraph(feed.subgraph);
  await gateway.waitUntilServing('events');
  const told = new Map<IncomingMessage, string>();
  await forEachConcurrently(Array.from({ length: count }), { limit: 20 }, async () => {
    const response = await listen(gateway.endpoint);
    told.set(response, '');
    response.on('data', (text: string) => told.set(response, `${told.get(response)}${text}`));
  });
  await until(() => feed.listeners() === count, 120_000);

  const haveBeenTold = (name: string) => () =>
    [...told.values()].every((text) => text.includes(`{"event":{"name":"${name}"}}`));
  for (const name of ['first', 'second']) {
    feed.emit({ kind: 'CHANGED', id: '1', event: { id: '1', name } });
    await until(haveBeenTold(name), 120_000);
  }
  for (const text of told.values()) expect(text.match(/event: next/g)).toHaveLength(2);

  for (const response of told.keys()) response.destroy();
  await until(() => feed.listeners() === 0, 120_000);
}, 480_000);
