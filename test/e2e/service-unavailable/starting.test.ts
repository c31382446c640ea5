import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHalGateway } from '../../../hal-gateway/start.ts';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { startService } from '../../../kit/service/start.ts';
import { serviceParts } from '../../support/parts.ts';
import { graphql, hal } from '../../support/clients.ts';
import { fetchPage } from '../../support/pages.ts';
import { freePort } from '../../../scripts/free-ports.ts';

describe('a part that waits for its store', () => {
  const stop = new AbortController();
  const ended: Promise<unknown>[] = [];
  let ports: Readonly<Record<'service' | 'gateway', number>>;
  beforeAll(async () => {
    ports = { service: await freePort(), gateway: await freePort() };
    const { signal } = stop;
    const env = { MONGO_URL: 'mongodb://localhost:9/?serverSelectionTimeoutMS=200', LOG_LEVEL: 'silent' };
    const { definition } = serviceParts.venues;
    const service = { ...serviceSettings(env, serviceParts.venues), port: ports.service };
    const gateway = { ...halGatewaySettings(env), port: ports.gateway };
    ended.push(startService(definition, service, { signal }), startHalGateway(gateway, signal));
  });
  afterAll(async () => {
    stop.abort('the test is over');
    await Promise.allSettled(ended);
  });

  it.each([
    ['service', '/venues'],
    ['service', '/health'],
    ['gateway', '/'],
    ['gateway', '/gateway_registrations'],
  ] as const)('answers with a problem: %s, %s', async (part, path) => {
    const base = `http://localhost:${ports[part]}`;
    const { status, headers, body } = await hal('GET', `${base}${path}`);
    expect([status, headers.get('retry-after'), headers.get('content-type')]).toEqual([
      503,
      '1',
      expect.stringContaining('application/problem+json'),
    ]);
    expect(body).toMatchObject({
      type: `${base}/problems/unavailable`,
      instance: path,
      detail: 'the service is starting; try again in a second',
      _status: 'ERR',
    });
    const allowed = headers.get('access-control-allow-origin');
    expect(allowed).toBe(part === 'service' ? '*' : null);
  });

  it.each(['service', 'gateway'] as const)('answers a browser with a page: %s', async (part) => {
    const { status, headers, data } = await fetchPage(`http://localhost:${ports[part]}/`);
    expect([status, headers.get('retry-after'), data.status, data.body.status]).toEqual([503, '1', 503, 503]);
  });

  it.each(['service', 'gateway'] as const)('lives, and is not ready: %s', async (part) => {
    const probe = (name: string) => fetch(`http://localhost:${ports[part]}/health/${name}`);
    const [live, ready] = [await probe('live'), await probe('ready')];
    expect([live.status, ready.status, await ready.json()]).toEqual([200, 503, { status: 'starting' }]);
  });

  it('answers a GraphQL request with an error', async () => {
    const { status, headers, errors } = await graphql(
      `http://localhost:${ports.service}/graphql`,
      '{ venues { totalCount } }',
    );
    expect([status, headers.get('retry-after'), headers.get('content-type')]).toEqual([
      503,
      '1',
      'application/json; charset=utf-8',
    ]);
    expect(errors).toEqual([
      {
        message: 'The service is starting. Please try again in a second.',
        extensions: { code: 'SERVICE_UNAVAILABLE', requestId: expect.any(String) },
      },
    ]);
  });
});
