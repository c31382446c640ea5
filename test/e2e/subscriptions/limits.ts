import { afterEach, describe, expect, it } from '@jest/globals';
import { gatewaySettings, type GatewaySettings } from '../../../gateway/settings.ts';
import { startTestGateway, type TestGateway } from '../graphql-gateway/test-gateway.ts';
import { withoutSavedGraph } from '../../support/gateway-files.ts';
import { until } from '../../support/until.ts';
import { createEventFeed } from './event-feed.ts';
import { registrations } from './registrations.ts';

const { subscriptions: defaults } = gatewaySettings(withoutSavedGraph);
const changed = (name = 'Event 1') => ({ kind: 'CHANGED', id: '1', event: { id: '1', name } }) as const;
const multipart = 'multipart/mixed;subscriptionSpec=1.0';

describe('subscriptions through the gateway', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** Starts a gateway with these limits, and a feed. */
  const start = async (
    limits: Partial<GatewaySettings['subscriptions']>,
    settings: Partial<GatewaySettings> = {},
    feed = createEventFeed(),
  ): Promise<{ testGateway: TestGateway; feed: ReturnType<typeof createEventFeed> }> => {
    const testGateway = await startTestGateway({ subscriptions: { ...defaults, ...limits }, ...settings });
    closing.push(testGateway.close);
    await testGateway.addSubgraph(feed.subgraph);
    await testGateway.addSubgraph(registrations);
    await testGateway.waitUntilServing('events', 'registrations');
    return { testGateway, feed };
  };
  const subscribe = async ({ endpoint }: TestGateway, accept = 'text/event-stream') => {
    const controller = new AbortController();
    const query = 'subscription { eventChanged(id: "1") { id event { name registrations { totalCount } } } }';
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: controller.signal,
    });
    return { response, text: () => response.text(), close: () => controller.abort() };
  };
  const endedBy = (reason: string) =>
    new RegExp(
      `event: next\ndata: {"errors":\\[{"message":"[^"]*${reason}[^"]*","extensions":{"code":"SUBSCRIPTION_ENDED"}}\\]}\n\nevent: complete\ndata:\n\n$`,
    );

  it('are 503 beyond the most in all, and open again when one has left', async () => {
    const { testGateway } = await start({ max: 1 });
    const first = await subscribe(testGateway, multipart);
    const second = await subscribe(testGateway, `${multipart}, application/json`);
    expect([first.response.status, second.response.status]).toEqual([200, 503]);
    first.close();
    await until(async () => {
      const next = await subscribe(testGateway, `${multipart}, application/json`);
      next.close();
      return next.response.status === 200;
    });
  });

  it('are 429 beyond the most of an address', async () => {
    const rate = { ...gatewaySettings(withoutSavedGraph).rate, loopback: true };
    const { testGateway } = await start({ maxPerAddress: 1 }, { rate });
    const first = await subscribe(testGateway);
    const second = await subscribe(testGateway, `${multipart}, application/json`);
    expect([first.response.status, second.response.status]).toEqual([200, 429]);
    first.close();
  });

  it('end when they are too old', async () => {
    const { testGateway } = await start({ maxAgeMs: 200 });
    expect(await (await subscribe(testGateway)).text()).toMatch(endedBy('longest time'));
  });

  it('end when an event is too large', async () => {
    const { testGateway, feed } = await start({ maxEventLength: 1000 });
    const { text } = await subscribe(testGateway);
    await until(() => feed.listeners() === 1);
    feed.emit(changed('x'.repeat(1001)));
    expect(await text()).toMatch(endedBy('too large'));
  });

  it('end when events come faster than results can be computed and read', async () => {
    const { testGateway, feed } = await start({ maxEvents: 2 });
    const { text } = await subscribe(testGateway);
    await until(() => feed.listeners() === 1);
    for (let count = 0; count < 200; count++) feed.emit(changed());
    expect(await text()).toMatch(endedBy('faster'));
  });

  it('end when the connection to the service breaks; another one can begin', async () => {
    const { testGateway, feed } = await start({});
    const { text } = await subscribe(testGateway);
    await until(() => feed.listeners() === 1);
    feed.cut();
    expect(await text()).toMatch(endedBy('was lost'));
    await until(() => feed.listeners() === 0);
    const again = await subscribe(testGateway);
    await until(() => feed.listeners() === 1);
    feed.emit(changed('after'));
    feed.complete();
    expect(await again.text()).toMatch(
      /"name":"after","registrations":\{"totalCount":2\}.*\n\nevent: complete\ndata:\n\n$/,
    );
  });

  it('end when the service is silent for too long', async () => {
    const { testGateway } = await start({ silenceMs: 300 }, {}, createEventFeed({ heartbeatMs: 60_000 }));
    expect(await (await subscribe(testGateway)).text()).toMatch(endedBy('was lost'));
  });

  it('go on after an event that is no response', async () => {
    const { testGateway, feed } = await start({});
    const { text } = await subscribe(testGateway);
    await until(() => feed.listeners() === 1);
    feed.write('event: next\ndata: no JSON\n\n');
    feed.emit(changed('after'));
    feed.complete();
    expect(await text()).toMatch(/"code":"SERVICE_UNAVAILABLE"[^]*"name":"after"[^]*event: complete/);
  });

  it('have heartbeats, and end at once when the gateway drains', async () => {
    const { testGateway } = await start({}, { streamHeartbeatMs: 30 });
    const [sse, parts] = [await subscribe(testGateway), await subscribe(testGateway, multipart)];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    await testGateway.gateway.drain();
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(await sse.text()).toMatch(/^(:\n\n)+event: next\n/);
    const text = await parts.text();
    expect(text).toContain('\r\n\r\n{}\r\n--graphql');
    expect(text).toMatch(
      /\{"payload":null,"errors":\[\{"message":"[^"]*stopping[^"]*","extensions":\{"code":"SUBSCRIPTION_ENDED"\}\}\]\}\r\n--graphql--\r\n$/,
    );
  });

  it('are counted while they are open, and by how they ended', async () => {
    const { testGateway } = await start({}, { metrics: { access: 'public', token: undefined, maxNames: 10 } });
    const metrics = async () => (await fetch(`${testGateway.gateway.url}/metrics`)).text();
    const { close } = await subscribe(testGateway);
    expect(await metrics()).toMatch(/^event_buddy_graphql_open_subscriptions 1$/m);
    close();
    await until(async () => /^event_buddy_graphql_subscriptions_ended_total\{end="client"\} 1$/m.test(await metrics()));
    expect(await metrics()).toMatch(/^event_buddy_graphql_open_subscriptions 0$/m);
  });
});
