import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { originsSetting } from '../../../kit/service/settings.ts';
import { startSystem, type System } from '../../../scripts/system.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { credentials, graphql, hal } from '../../support/clients.ts';
import { raw } from '../../support/raw-http.ts';
import { freePorts, populateDemo } from '../../support/system.ts';

const home = 'https://pages.example';

describe.each([
  ['every origin', undefined, '*'],
  ['one origin', home, home],
])('for pages of %s', (_title, setting, allowed) => {
  let store: TestStore;
  let system: System;
  let urls: readonly string[];
  beforeAll(async () => {
    store = await testStores[0]!.open();
    system = await startSystem({
      ...freePorts,
      ...store.env,
      ...(setting === undefined ? {} : { CORS_ORIGINS: setting }),
    });
    urls = [system.halGateway, `${system.services.venues.url}/venues`, `${system.gateway}/graphql`];
  }, 60_000);
  afterAll(async () => {
    await system.close();
    await store.close();
  });

  it('every part answers a preflight, and lets its answers be used with the headers that clients need', async () => {
    for (const url of urls) {
      const headers = {
        origin: home,
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
      const answer = await fetch(url, { headers: { origin: home } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
      for (const name of ['ETag', 'Location', 'Retry-After', 'X-Request-Id'])
        expect(answer.headers.get('access-control-expose-headers')).toContain(name);
    }
  });

  it('no part lets the pages of others use its answers, if it is told whose may', async () => {
    for (const url of urls) {
      const { headers } = await fetch(url, { headers: { origin: 'https://other.example' } });
      expect(headers.get('access-control-allow-origin')).toBe(allowed === '*' ? '*' : null);
    }
  });

  it('OPTIONS still says what there is', async () => {
    const { status, headers } = await fetch(urls[1]!, { method: 'OPTIONS', headers: { origin: home } });
    expect([status, headers.get('allow')]).toEqual([204, 'HEAD, GET, POST, DELETE, OPTIONS']);
  });

  it('every answer bears the id of its request, or a new one', async () => {
    for (const url of urls) {
      const named = await fetch(url, { headers: { 'x-request-id': 'named-by-the-client' } });
      expect(named.headers.get('x-request-id')).toBe('named-by-the-client');
      const ids = await Promise.all([1, 2].map(async () => (await fetch(url)).headers.get('x-request-id')));
      expect(new Set([...ids, null]).size).toBe(3);
    }
  });
});

describe('behind a proxy', () => {
  let store: TestStore;
  const forwarded = { forwarded: 'for=203.0.113.9;proto=https;host=api.example' };
  beforeAll(async () => {
    store = await testStores[0]!.open();
  });
  afterAll(() => store.close());

  const hrefs = async (env: Record<string, string>): Promise<readonly string[]> => {
    const system = await startSystem({ ...freePorts, ...store.env, ...env });
    const urls = [system.halGateway, system.services.venues.url, `${system.services.venues.url}/venues`];
    const answers = urls.map(async (url) => {
      const { body } = await hal('GET', url, { as: 'root', headers: forwarded });
      return body._links.self.href as string;
    });
    const seen = await Promise.all(answers);
    const { body: problem } = await hal('GET', `${system.services.venues.url}/venues`, { headers: forwarded });
    await system.close();
    return [...seen, problem.type];
  };

  it('links, and the types of problems, are as the client sees them', async () => {
    expect(await hrefs({ TRUSTED_PROXIES: 'loopback' })).toEqual([
      'https://api.example/',
      'https://api.example/',
      'https://api.example/venues',
      'https://api.example/problems/unauthenticated',
    ]);
  }, 60_000);

  it('that nobody said is one of ours, they are not', async () => {
    for (const href of await hrefs({})) expect(href).toMatch(/^http:\/\/localhost:\d+\//);
  }, 60_000);
});

describe('a rate limit', () => {
  let store: TestStore;
  let system: System;
  beforeAll(async () => {
    store = await testStores[0]!.open();
    const limit = { RATE_LIMIT_REQUESTS: '30', RATE_LIMIT_SECONDS: '3600', RATE_LIMIT_LOOPBACK: 'true' };
    system = await startSystem({ ...freePorts, ...store.env, ...limit, ROOT_INTERVAL_MS: '60000' });
  }, 60_000);
  afterAll(async () => {
    await system.close();
    await store.close();
  });

  it('is shown in every answer; what is beyond it is refused until there is more', async () => {
    const url = `${system.services.venues.url}/venues`;
    const answers = [];
    for (let times = 0; times <= 30; times++) answers.push(await hal('GET', url, { as: 'root' }));
    const [first, last] = [answers[0], answers.at(-1)];
    expect([first?.status, first?.headers.get('ratelimit-policy'), first?.headers.get('ratelimit')]).toEqual([
      200,
      '"requests";q=30;w=3600',
      expect.stringMatching(/^"requests";r=29;t=\d+$/),
    ]);
    expect([last?.status, last?.body.type]).toEqual([429, expect.stringMatching(/problems\/rate-limited$/)]);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await hal('GET', url)).status).toBe(401);
  });

  it('refuses before it reads a body, however large or broken that is', async () => {
    const { url } = system.services.registrations;
    for (const target of [`${url}/registrations`, `${url}/graphql`]) {
      let [status, times] = [0, 0];
      for (; status !== 429 && times <= 31; times++) ({ status } = await hal('GET', target, { as: 'root' }));
      for (const body of ['x'.repeat(2_000_000), '{"broken']) {
        const answer = await hal('POST', target, { as: 'root', body });
        expect([target, answer.status]).toEqual([target, 429]);
      }
    }
  });

  it('is one of GraphQL, at the gateway and at each subgraph; what the gateway hands on it counts itself', async () => {
    const query = '{ accounts(first: 1) { totalCount } }';
    for (const url of [`${system.gateway}/graphql`, `${system.services.accounts.url}/graphql`]) {
      const answers = [];
      for (let times = 0; times <= 30; times++) answers.push(await graphql(url, query, { as: 'root' }));
      expect(answers.slice(0, 30).map(({ errors }) => errors)).toEqual(Array.from({ length: 30 }, () => undefined));
      const { status, headers, errors } = answers.at(-1)!;
      expect([status, headers.get('ratelimit-policy'), errors?.[0]?.extensions.code]).toEqual([
        429,
        '"requests";q=30;w=3600',
        'TOO_MANY_REQUESTS',
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
    }
  });

  it('is one of the HAL gateway, too, and of what explains things', async () => {
    for (const url of [system.halGateway, `${system.services.venues.url}/relations`]) {
      const answers = [];
      for (let times = 0; times <= 30; times++) answers.push(await hal('GET', url));
      const { status, headers, body } = answers.at(-1)!;
      expect([status, headers.get('ratelimit-policy'), body.type]).toEqual([
        429,
        '"requests";q=30;w=3600',
        expect.stringMatching(/problems\/rate-limited$/),
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
    }
  });
});

describe('the edges of HTTP', () => {
  let store: TestStore;
  let system: System;
  beforeAll(async () => {
    store = await testStores[0]!.open();
    system = await startSystem({ ...freePorts, ...store.env });
  }, 60_000);
  afterAll(async () => {
    await system.close();
    await store.close();
  });

  it('headers that are too large are answered 431, and what is no HTTP 400, as problems', async () => {
    for (const url of [system.halGateway, system.services.venues.url]) {
      const { port } = new URL(url);
      const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`;
      expect(await raw(Number(port), large)).toMatch(/^HTTP\/1\.1 431 .*application\/problem\+json.*"status":431/s);
      expect(await raw(Number(port), 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"status":400/s);
    }
  });

  it('304 bears the headers that 200 would have had for caches', async () => {
    const url = `${system.services.venues.url}/venues`;
    const { headers } = await hal('GET', url, { as: 'root' });
    const etag = headers.get('etag')!;
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const unchanged = await fetch(url, { headers: { ...credentials('root'), 'if-none-match': known } });
      expect([known, unchanged.status]).toEqual([known, 304]);
      for (const name of ['etag', 'cache-control', 'vary', 'date', 'expires'])
        expect([name, unchanged.headers.has(name)]).toEqual([name, headers.has(name)]);
      expect(unchanged.headers.get('vary')).toMatch(/Accept, Authorization, Prefer/);
    }
  });

  it('a compressed representation has an entity tag of its own, and every tag is honoured', async () => {
    await populateDemo(system.halGateway);
    const url = `${system.services.venues.url}/venues`;
    const tags = await Promise.all(
      ['gzip', 'br', 'identity'].map(async (coding) => {
        const answer = await fetch(url, { headers: { ...credentials('root'), 'accept-encoding': coding } });
        expect(answer.headers.get('content-encoding') ?? 'identity').toBe(coding);
        return [coding, answer.headers.get('etag')!] as const;
      }),
    );
    expect(new Set(tags.map(([, etag]) => etag)).size).toBe(3);
    for (const [coding, etag] of tags) {
      const headers = { ...credentials('root'), 'accept-encoding': coding, 'if-none-match': etag };
      const again = await fetch(url, { headers });
      expect([again.status, again.headers.get('etag')]).toEqual([304, etag]);
    }
  }, 60_000);

  it('HEAD has the status and the headers of GET, also of what is compressed', async () => {
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
    const ofTheMoment = ['date', 'x-request-id', 'expires', 'keep-alive', 'connection'];
    for (const url of urls)
      for (const coding of ['identity', 'gzip']) {
        const answers = ['GET', 'HEAD'].map(async (method) => {
          const answer = await fetch(url, { method, headers: { ...credentials('root'), 'accept-encoding': coding } });
          const headers = [...answer.headers].filter(([name]) => !ofTheMoment.includes(name));
          return { url, coding, status: answer.status, headers, text: await answer.text() };
        });
        const [get, head] = await Promise.all(answers);
        expect(head).toEqual({ ...get, text: '' });
      }
  });

  it('what explains things is for everybody, also for who has got their password wrong', async () => {
    const { venues } = system.services;
    const wrong = { authorization: 'Basic cm9vdDp3cm9uZw==', 'x-request-id': 'mine' };
    const refused = await hal('GET', `${venues.url}/venues`, { headers: wrong });
    const urls = [
      refused.body.type,
      ...['/relations/venue', '/openapi.json', '/health'].map((path) => venues.url + path),
    ];
    const statuses = urls.map(async (url) => (await fetch(url, { headers: wrong })).status);
    expect([refused.status, ...(await Promise.all(statuses))]).toEqual([401, 200, 200, 200, 200]);
  });

  it('answers are for nobody to run: nothing may be loaded by what a browser makes of them', async () => {
    for (const url of [system.halGateway, `${system.services.venues.url}/relations`, `${system.halGateway}/nothing`]) {
      const { headers } = await fetch(url, { headers: { accept: 'text/html, */*;q=0.1' } });
      expect([url, headers.get('content-security-policy')]).toEqual([url, "default-src 'none'"]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('a write whose answer the client would not take is refused before anything is written', async () => {
    const url = `${system.services.venues.url}/venues`;
    const headers = { accept: 'text/html' };
    const written = await hal('POST', url, { as: 'root', headers, body: { name: 'Unseen', capacity: 1 } });
    expect([written.status, written.body.type]).toEqual([406, expect.stringMatching(/problems\/not-acceptable$/)]);
    const found = await hal('GET', `${url}?where={"name":"Unseen"}`, { as: 'root' });
    expect(found.body._meta.total).toBe(0);
  });

  it('the HAL gateway answers what it does not take as services do', async () => {
    const url = `${system.halGateway}/gateway_registrations`;
    const post = (headers: object, body: string) => fetch(url, { method: 'POST', headers: { ...headers }, body });
    const json = { 'content-type': 'application/json' };
    const statuses = await Promise.all([
      fetch(url, { headers: { accept: 'text/csv' } }),
      fetch(`${url}?where=${'x'.repeat(40_000)}`),
      fetch(url, { method: 'DELETE' }),
      post({ 'content-type': 'text/csv' }, 'name'),
      post(json, '{"name"'),
      post(json, JSON.stringify({ name: 'x'.repeat(200_000) })),
      post(json, '{"name":"?"}'),
    ]);
    const answered = statuses.map(({ status, headers }) => [status, headers.get('content-type')]);
    expect(answered).toEqual(
      [406, 414, 405, 415, 400, 413, 422].map((status) => [
        status,
        expect.stringContaining('application/problem+json'),
      ]),
    );
  });

  it('a home leads who has signed in to their own account', async () => {
    for (const { url } of Object.values(system.services)) {
      const home = await hal('GET', url, { as: 'sheath' });
      const own = await hal('GET', home.body._links['eb:viewer'].href, { as: 'sheath' });
      expect([own.status, own.body.username]).toEqual([200, 'sheath']);
      expect((await hal('GET', url)).body._links['eb:viewer']).toBeUndefined();
    }
  });
});

describe('CORS_ORIGINS', () => {
  it('is every origin, none, or some; what is no origin is refused', () => {
    expect([{}, { CORS_ORIGINS: '*' }].map(originsSetting)).toEqual(['*', '*']);
    expect(originsSetting({ CORS_ORIGINS: 'none' })).toEqual([]);
    expect(originsSetting({ CORS_ORIGINS: `${home}, http://localhost:3000` })).toEqual([home, 'http://localhost:3000']);
    expect(() => originsSetting({ CORS_ORIGINS: 'example.com' })).toThrow('CORS_ORIGINS has "example.com"');
    expect(() => originsSetting({ CORS_ORIGINS: `${home}/page` })).toThrow('CORS_ORIGINS');
  });
});
