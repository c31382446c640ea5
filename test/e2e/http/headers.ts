import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { credentials, hal } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { populateDemo } from '../../support/system.ts';

describe('response headers', () => {
  let system: DomainSystem;
  beforeAll(async () => {
    system = await startEmptySystem();
    await populateDemo(system.halGateway);
  });
  afterAll(() => system.close());

  it('304 has the caching headers of the 200 response', async () => {
    const url = `${system.services.venues.url}/venues`;
    const { headers } = await hal('GET', url, { as: 'root' });
    const etag = headers.get('etag')!;
    for (const tag of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const unchanged = await fetch(url, { headers: { ...credentials('root'), 'if-none-match': tag } });
      expect([tag, unchanged.status]).toEqual([tag, 304]);
      for (const name of ['etag', 'cache-control', 'vary', 'date', 'expires'])
        expect([name, unchanged.headers.has(name)]).toEqual([name, headers.has(name)]);
      expect(unchanged.headers.get('vary')).toMatch(/Accept, Authorization, Prefer/);
    }
  });

  it('each content coding has its own entity tag, and every tag is accepted', async () => {
    const url = `${system.services.venues.url}/venues`;
    const tags = await Promise.all(
      ['gzip', 'br', 'identity'].map(async (coding) => {
        const response = await fetch(url, { headers: { ...credentials('root'), 'accept-encoding': coding } });
        expect(response.headers.get('content-encoding') ?? 'identity').toBe(coding);
        return [coding, response.headers.get('etag')!] as const;
      }),
    );
    expect(new Set(tags.map(([, etag]) => etag)).size).toBe(3);
    for (const [coding, etag] of tags) {
      const headers = { ...credentials('root'), 'accept-encoding': coding, 'if-none-match': etag };
      const unchanged = await fetch(url, { headers });
      expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, etag]);
    }
  });

  it('HEAD has the status and the headers of GET, with and without compression', async () => {
    const { venues } = system.services;
    const urls = [
      ...['/', '/gateway_registrations', '/relations', '/health', '/nothing'].map((path) => system.halGateway + path),
      ...[
        '/',
        '/venues',
        '/openapi.json',
        '/sdl',
        '/metrics',
        '/relations',
        '/problems/stale',
        '/problems/nothing',
      ].map((path) => venues.url + path),
    ];
    const varying = ['date', 'x-request-id', 'expires', 'keep-alive', 'connection'];
    for (const url of urls)
      for (const coding of ['identity', 'gzip']) {
        const responses = ['GET', 'HEAD'].map(async (method) => {
          const response = await fetch(url, { method, headers: { ...credentials('root'), 'accept-encoding': coding } });
          const headers = [...response.headers].filter(([name]) => !varying.includes(name));
          return { url, coding, status: response.status, headers, text: await response.text() };
        });
        const [get, head] = await Promise.all(responses);
        expect(head).toEqual({ ...get, text: '' });
      }
  });

  it('the Content-Security-Policy lets a page load its own files, and other responses nothing', async () => {
    for (const url of [system.halGateway, `${system.services.venues.url}/relations`, `${system.halGateway}/nothing`]) {
      const policies = [];
      for (const accept of ['*/*', 'text/html, */*;q=0.1']) {
        const { headers } = await fetch(url, { headers: { accept } });
        policies.push(headers.get('content-security-policy'));
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
      const ofPages = expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
      expect([url, ...policies]).toEqual([url, "default-src 'none'", ofPages]);
    }
  });
});
