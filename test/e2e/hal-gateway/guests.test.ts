import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { startHalGateway, type RunningHalGateway } from '../../../hal-gateway/start.ts';
import { createHttpClient } from '../../../kit/http/client.ts';
import { maintainRegistration } from '../../../kit/remote/registration.ts';
import { createLog } from '../../../kit/util/log.ts';
import { hal } from '../../support/clients.ts';
import { serviceAuthorization, serviceToken } from '../../support/service-token.ts';
import { embeddedStore, type TestStore } from '../../support/stores.ts';

describe('guests at the HAL gateway', () => {
  let store: TestStore;
  let gateway: RunningHalGateway;
  const rate = { RATE_LIMIT_REQUESTS: '20', RATE_LIMIT_SECONDS: '3600', RATE_LIMIT_LOOPBACK: 'true' };
  const relations = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`rel-${index}`, { href: '/' }]));
  const register = (name: string, rels: object, headers: Record<string, string> = {}) =>
    hal('POST', `${gateway.url}/gateway_registrations`, {
      body: { name, baseUrl: `http://localhost:1/${name}`, ttl: 60, rels },
      headers,
    });

  beforeEach(async () => {
    store = await embeddedStore.open();
    gateway = await startHalGateway(halGatewaySettings({ ...store.env, ...rate, PORT_HAL_GATEWAY: '0' }));
  });
  afterEach(async () => {
    await gateway.close();
    await store.close();
  });

  it('neither are in the root that services read, nor change it', async () => {
    const read = (headers: Record<string, string> = {}) =>
      hal('GET', gateway.url, { headers: { prefer: 'guests=exclude', ...headers } });
    await register('venues', { venue: { href: '/venues' } }, await serviceAuthorization('venues'));
    const before = await read();
    await register('guest', { venue: { href: '/mine' }, other: { href: '/other' } });
    const tag = before.headers.get('etag') ?? '';
    expect((await read({ 'if-none-match': tag })).status).toBe(304);
    const after = await read();
    expect(after.headers.get('preference-applied')).toBe('guests=exclude');
    expect(after.headers.get('vary')).toContain('Prefer');
    expect(after.body).toEqual(before.body);
    expect(after.body._links).toMatchObject({
      venue: { href: 'http://localhost:1/venues/venues' },
      service: [{ name: 'venues' }],
    });
    const all = await hal('GET', gateway.url, { headers: { 'if-none-match': tag } });
    expect([all.status, all.body._links.other.href]).toEqual([200, 'http://localhost:1/guest/other']);
    expect(all.headers.get('preference-applied')).toBeNull();
  });

  it('register with one request for each relation, in a quota that services do not use', async () => {
    expect((await register('first', relations(15))).status).toBe(201);
    expect((await register('second', relations(15))).status).toBe(201);
    expect((await register('third', relations(1))).status).toBe(429);
    const { status } = await register('venues', relations(15), await serviceAuthorization('venues'));
    expect(status).toBe(201);
    const client = createHttpClient({ timeoutMs: 5000 });
    const lease = maintainRegistration({
      gatewayUrl: gateway.url,
      registration: () => ({ name: 'events', baseUrl: 'http://localhost:1', rels: relations(15) }),
      token: () => serviceToken('events'),
      ttlSeconds: 15,
      client,
      log: createLog('test'),
    });
    await lease.registered();
    await lease.close();
    await client.close();
    const stolen = await register('other', relations(1), await serviceAuthorization('other', { secret: 'a guess' }));
    expect(stolen.status).toBe(429);
  });
});
