import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { maintainRegistration } from '../../../kit/remote/registration.ts';
import { createHttpClient } from '../../../kit/http/client.ts';
import { createLog } from '../../../kit/util/log.ts';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { startHalGateway, type RunningHalGateway } from '../../../hal-gateway/start.ts';
import { freePort } from '../../../scripts/free-ports.ts';
import { hal } from '../../support/clients.ts';
import { serviceAuthorization, serviceToken } from '../../support/service-token.ts';
import { embeddedStore, type TestStore, testStores } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

/** Makes the time of leases pass faster, until the mocks are restored. */
function steppedClock() {
  const now = performance.now.bind(performance);
  let ahead = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
  return { advance: (ms: number) => void (ahead += ms) };
}

describe.each(testStores)('the HAL gateway on $name', ({ open }) => {
  let store: TestStore;
  let gateway: RunningHalGateway;
  const start = () =>
    startHalGateway(halGatewaySettings({ ...store.env, PORT_HAL_GATEWAY: '0', GW_PROBE_INTERVAL_MS: '100' }));
  const registrations = () => `${gateway.url}/gateway_registrations`;
  const rels = { thing: { href: '/things' } };
  const post = (body: object) =>
    hal('POST', registrations(), { body: { name: 'things', baseUrl: 'http://localhost:1', rels, ...body } });
  const links = async () => (await hal('GET', gateway.url)).body._links;

  beforeEach(async () => {
    store = await open();
    gateway = await start();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await gateway.close();
    await store.close();
  });

  it('keeps a registration until its lease expires; a renewal does not change it', async () => {
    const clock = steppedClock();
    const first = await post({ ttl: 60 });
    expect([first.status, first.headers.get('location')]).toEqual([201, first.body._links.self.href]);
    const tag = (await hal('GET', gateway.url)).headers.get('etag') ?? '';
    clock.advance(36_000);
    const renewed = await post({ ttl: 60 });
    expect([renewed.status, renewed.body._etag]).toEqual([200, first.body._etag]);
    clock.advance(36_000);
    expect((await links()).thing.href).toBe('http://localhost:1/things');
    expect((await hal('GET', gateway.url, { headers: { 'if-none-match': tag } })).status).toBe(304);
    for (const url of [gateway.url, registrations(), first.body._links.self.href as string])
      expect([url, (await hal('GET', url, { headers: { 'if-match': '"other"' } })).status]).toEqual([url, 412]);
    clock.advance(36_000);
    expect((await links()).thing).toBeUndefined();
    expect((await hal('GET', gateway.url, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it('replaces a registration of the same name, and supports PUT and DELETE with If-Match', async () => {
    const first = await post({ ttl: 60 });
    const second = await post({ ttl: 60, baseUrl: 'http://localhost:2' });
    expect([second.status, second.body._id]).toEqual([200, first.body._id]);
    const url = `${registrations()}/things`;
    const body = { name: 'things', baseUrl: 'http://localhost:3', rels };
    expect((await hal('PUT', url, { body })).status).toBe(428);
    expect((await hal('PUT', url, { body, headers: { 'if-match': first.body._etag } })).status).toBe(412);
    expect((await hal('PUT', url, { body, headers: { 'if-match': second.body._etag } })).body.baseUrl).toBe(
      'http://localhost:3',
    );
    const { body: list } = await hal('GET', `${registrations()}?where=${JSON.stringify({ name: 'things' })}`);
    expect(list._items).toEqual(list._embedded.gateway_registrations);
    expect(
      (
        await hal('DELETE', `${registrations()}/${list._items[0]._id}`, {
          headers: { 'if-match': `"${list._items[0]._etag}"` },
        })
      ).body.delete_count,
    ).toBe(1);
    expect((await hal('GET', url)).status).toBe(404);
  });

  it('dates a registration without a lease, which alone changes only when it is written', async () => {
    const since = async (body: object): Promise<number> => {
      const created = await post(body);
      const self: string = created.body._links.self.href;
      const { headers } = await hal('GET', self);
      const { status } = await hal('GET', self, {
        headers: { 'if-modified-since': headers.get('last-modified') ?? '' },
      });
      await hal('DELETE', self, { headers: { 'if-match': '*' } });
      return status;
    };
    expect([await since({}), await since({ ttl: 60 })]).toEqual([304, 200]);
  });

  it('keeps registrations across a restart', async () => {
    await post({ ttl: 60 });
    const link = (await hal('GET', gateway.url)).body._links.thing;
    await gateway.close();
    gateway = await start();
    expect((await links()).thing).toEqual(link);
  });

  it('keeps a service without a lease while its home responds, and restores it when it responds again', async () => {
    const port = await freePort();
    const listen = () =>
      new Promise<Server>((resolve) => {
        const server = createServer((_request, response) => response.end('{}')).listen(port, () => resolve(server));
      });
    const stop = (server: Server) => new Promise((resolve) => server.close(resolve).closeAllConnections());
    const old = await listen();
    await post({ baseUrl: `http://localhost:${port}` });
    await delay(400);
    expect((await links()).thing).toBeDefined();
    await stop(old);
    await until(async () => (await links()).thing === undefined);
    const restarted = await listen();
    await until(async () => (await links()).thing !== undefined);
    await stop(restarted);
  });

  it('accepts a service that started before it, and removes one that stops', async () => {
    const { port } = gateway;
    await gateway.close();
    const client = createHttpClient({ timeoutMs: 1000 });
    const registration = () => ({ name: 'early', baseUrl: 'http://localhost:9', rels });
    const token = () => serviceToken('early');
    const lease = maintainRegistration({
      gatewayUrl: `http://localhost:${port}`,
      registration,
      token,
      ttlSeconds: 5,
      client,
      log: createLog('test'),
    });
    await delay(300);
    gateway = await startHalGateway(halGatewaySettings({ ...store.env, PORT_HAL_GATEWAY: String(port) }));
    await lease.registered();
    expect((await links()).service).toEqual([{ href: 'http://localhost:9/', name: 'early' }]);
    await lease.close();
    await lease.close();
    expect((await links()).thing).toBeUndefined();
    await client.close();
  });

  it('tells operators who is registered, and others only how it is', async () => {
    await post({ ttl: 60 });
    const url = `${gateway.url}/health`;
    expect((await hal('GET', url)).body).toEqual({ status: 'ok', store: 'ok' });
    const registrationToken = await serviceAuthorization('operator');
    expect((await hal('GET', url, { headers: registrationToken })).body).toEqual({ status: 'ok', store: 'ok' });
    const headers = await serviceAuthorization('operator', { purpose: 'internal' });
    expect((await hal('GET', url, { headers })).body.registrations).toEqual({
      ...{ live: ['things'], gone: 0, guests: ['things'], reserved: [] },
    });
  });

  it('documents a relation at the URL of its curie', async () => {
    await post({
      ttl: 60,
      rels: {
        thing: { href: '/things', title: 'Some things', methods: ['GET', 'POST'], form: 'http://localhost:1/form' },
      },
    });
    expect((await links()).thing).toEqual({ href: 'http://localhost:1/things', title: 'Some things' });
    const [curie] = (await links()).curies;
    const page = await fetch(curie.href.replace('{rel}', 'thing'), { headers: { accept: 'text/html' } });
    const text = await page.text();
    expect([page.status, text]).toEqual([200, expect.stringContaining('Some things')]);
    expect(text).toContain('GET, POST');
    expect(text).toContain('http://localhost:1/form');
    expect((await hal('GET', curie.href.replace('{rel}', 'nothing'))).status).toBe(404);
  });
});

describe('the HAL gateway in production', () => {
  const secret = 'a secret of this test';
  let store: TestStore;
  let gateway: RunningHalGateway;
  const start = (mode: object) =>
    startHalGateway(
      halGatewaySettings({
        ...store.env,
        ...mode,
        NODE_ENV: 'production',
        SERVICE_SECRET: secret,
        PORT_HAL_GATEWAY: '0',
      }),
    );
  const body = { name: 'things', baseUrl: 'http://localhost:1', rels: { thing: { href: '/' } }, ttl: 60 };

  beforeEach(async () => {
    store = await embeddedStore.open();
  });
  afterEach(async () => {
    await gateway.close();
    await store.close();
  });

  it('registers services with a token only, and asks others for one', async () => {
    gateway = await start({});
    const url = `${gateway.url}/gateway_registrations`;
    const refused = await hal('POST', url, { body });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Event Buddy"']);
    const headers = await serviceAuthorization('things', { secret });
    expect((await hal('POST', url, { body, headers })).body.guest).toBe(false);
    for (const method of ['PUT', 'DELETE'])
      expect((await hal(method, `${url}/things`, { body, headers: { 'if-match': '*' } })).status).toBe(401);
    const withdrawn = await hal('DELETE', `${url}/things?instance=other`, { headers: { ...headers, 'if-match': '*' } });
    expect([withdrawn.body.delete_count, (await hal('GET', `${url}/things`)).status]).toEqual([0, 200]);
    await hal('DELETE', `${url}/things`, { headers: { ...headers, 'if-match': '*' } });
    expect((await hal('GET', `${url}/things`)).status).toBe(404);
    expect((await hal('GET', url)).body._items).toEqual([]);
  });

  it('registers guests with GW_REGISTRATION=open, and starts with no default secret', async () => {
    gateway = await start({ GW_REGISTRATION: 'open' });
    expect((await hal('POST', `${gateway.url}/gateway_registrations`, { body })).body.guest).toBe(true);
    expect(() => halGatewaySettings({ NODE_ENV: 'production' })).toThrow('SERVICE_SECRET');
  });
});
