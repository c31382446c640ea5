import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { serviceParts } from '../../support/parts.ts';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { startEmptySystem } from '../../support/empty-system.ts';

const origin = 'https://pages.example';

describe.each([
  ['every origin', {}, '*'],
  ['one origin', { CORS_ORIGINS: origin }, origin],
])('CORS for %s', (_title, settings, allowed) => {
  let system: DomainSystem;
  let urls: readonly string[];
  beforeAll(async () => {
    system = await startEmptySystem(settings);
    urls = [system.halGateway, `${system.services.venues.url}/venues`, `${system.gateway}/graphql`];
  });
  afterAll(() => system.close());

  it('every part responds to a preflight, and allows and exposes the headers that clients need', async () => {
    for (const url of urls) {
      const headers = {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization, if-match, idempotency-key',
      };
      const preflight = await fetch(url, { method: 'OPTIONS', headers });
      expect([url, preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
        url,
        204,
        allowed,
      ]);
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
      const response = await fetch(url, { headers: { origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
      for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id'])
        expect(response.headers.get('access-control-expose-headers')).toContain(name);
    }
  });

  it('no part allows other origins if the setting lists origins', async () => {
    for (const url of urls) {
      const { headers } = await fetch(url, { headers: { origin: 'https://other.example' } });
      expect(headers.get('access-control-allow-origin')).toBe(allowed === '*' ? '*' : null);
    }
  });

  it('OPTIONS still lists the allowed methods', async () => {
    const { status, headers } = await fetch(urls[1]!, { method: 'OPTIONS', headers: { origin } });
    expect([status, headers.get('allow')]).toEqual([204, 'HEAD, GET, POST, DELETE, OPTIONS']);
  });

  it('every response has the id of its request, or a new one', async () => {
    for (const url of urls) {
      const named = await fetch(url, { headers: { 'x-request-id': 'named-by-the-client' } });
      expect(named.headers.get('x-request-id')).toBe('named-by-the-client');
      const ids = await Promise.all([1, 2].map(async () => (await fetch(url)).headers.get('x-request-id')));
      expect(new Set([...ids, null]).size).toBe(3);
    }
  });
});

describe('CORS_ORIGINS', () => {
  it('accepts all origins, none, or a list, and rejects invalid origins', () => {
    const origins = (env: { CORS_ORIGINS?: string }) => serviceSettings(env, serviceParts.venues).corsOrigins;
    expect([{}, { CORS_ORIGINS: '*' }].map(origins)).toEqual(['*', '*']);
    expect(origins({ CORS_ORIGINS: 'none' })).toEqual([]);
    expect(origins({ CORS_ORIGINS: `${origin}, http://localhost:3000` })).toEqual([origin, 'http://localhost:3000']);
    expect(() => origins({ CORS_ORIGINS: 'example.com' })).toThrow('CORS_ORIGINS contains "example.com"');
    expect(() => origins({ CORS_ORIGINS: `${origin}/page` })).toThrow('CORS_ORIGINS');
  });
});
