import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { halGatewaySettings } from '../../../hal-gateway/settings.ts';
import { startHalGateway } from '../../../hal-gateway/start.ts';
import { hal } from '../../support/clients.ts';
import { browserAccept, fetchPage } from '../../support/pages.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

describe('pages', () => {
  let system: TestSystem;
  const urlOf = (word: 'venues' | 'events' | 'registrations' | 'accounts'): string => system.services[word].url;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
  });
  afterAll(() => system.close());

  it('exist for the HAL gateway, and for what the parts have besides resources', async () => {
    const { halGateway, gateway } = system;
    const paths = ['', '/', '/health', '/gateway_registrations', '/gateway_registrations/venues-service', '/relations'];
    const urls = [
      ...[...paths, '/venues-service/relations/venue'].map((path) => `${halGateway}${path}`),
      ...['/health', '/jwks', '/openapi.json', '/'].map((path) => `${urlOf('accounts')}${path}`),
      `${gateway}/health`,
    ];
    for (const url of urls) {
      const { status, headers, data, html } = await fetchPage(url);
      expect([url, status, headers.get('content-type')]).toEqual([url, 200, 'text/html; charset=utf-8']);
      expect(data).toMatchObject({ url: new URL(url).href, root: `${halGateway}/`, product: 'Event Buddy' });
      expect(html).toMatch(/<title>[^<]+ – Event Buddy<\/title>/);
      expect(headers.get('vary')?.toLowerCase().split(', ')).toContain('accept');
      const json = await hal('GET', url);
      expect(Object.keys(data.body)).toEqual(expect.arrayContaining(Object.keys(json.body)));
    }
    const nothing = await fetchPage(`${halGateway}/nothing`);
    expect([nothing.status, nothing.data.body.status, nothing.data.headers['content-type']]).toEqual([
      ...[404, 404, 'application/problem+json'],
    ]);
  });

  it('have the booking page beside them, which the root links to', async () => {
    const { href, type } = (await hal('GET', system.halGateway)).body._links.app;
    const page = await fetchPage(href);
    expect([type, page.status, page.headers.get('content-type')]).toEqual([
      'text/html',
      200,
      'text/html; charset=utf-8',
    ]);
    expect(page.html).toContain(`{"root":"${system.halGateway}/"`);
    expect(page.html).not.toMatch(/<script(?! type="(module" src|application\/json)=?)|<style| style=| on\w+=/);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    const [, script] = /src="([^"]+)"/.exec(page.html) ?? [];
    expect((await fetch(new URL(script ?? '', href))).headers.get('content-type')).toContain('javascript');
    expect([page.headers.get('etag'), page.headers.get('vary')]).toEqual([
      ...[expect.stringMatching(/^"/), expect.stringContaining('Accept')],
    ]);
    const { status, body } = await hal('GET', href);
    expect([status, body._links.self.href, body._links.parent.href]).toEqual([200, href, `${system.halGateway}/`]);
    expect((await fetchPage(href, { method: 'POST' })).status).toBe(405);
  });

  it('are not what texts and probes are', async () => {
    const venues = urlOf('venues');
    const types = ['/sdl', '/metrics', '/health/live'].map(async (path) => {
      const { headers } = await fetchPage(`${venues}${path}`);
      return headers.get('content-type')?.split(';')[0];
    });
    expect(await Promise.all(types)).toEqual(['text/plain', 'text/plain', 'application/json']);
  });

  it('ask for a Bearer token, and lead to where the browser asks for a password and comes back', async () => {
    const venues = urlOf('venues');
    const page = await fetchPage(`${venues}/venues?sort=name`);
    expect([page.status, page.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Event Buddy"']);
    const [, signIn = ''] = /<a href="([^"]+)">Sign in with a password/.exec(page.html) ?? [];
    const asked = await fetchPage(signIn);
    expect(asked.headers.get('www-authenticate')).toBe(
      'Basic realm="Event Buddy", charset="UTF-8", Bearer realm="Event Buddy"',
    );
    const signedIn = await fetchPage(signIn, { as: 'phartman' });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, `${venues}/venues?sort=name`]);
    for (const to of ['https://elsewhere.test/', 'javascript:alert(1)', '//elsewhere.test'])
      expect(
        new URL((await fetchPage(`${venues}/sign-in?to=${to}`, { as: 'phartman' })).headers.get('location') ?? '')
          .origin,
      ).toBe(venues);
  });

  it('show problems: wrong credentials, not allowed, invalid queries, methods that are not supported', async () => {
    const accounts = urlOf('accounts');
    const wrong = await fetchPage(`${accounts}/accounts`, { headers: { authorization: 'Bearer x' } });
    expect([wrong.status, wrong.data.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    const form = await fetchPage(`${accounts}/accounts/create-form`, { as: 'phartman' });
    const query = await fetchPage(`${accounts}/accounts?page=x`, { as: 'root' });
    const post = await fetchPage(`${accounts}/health`, { method: 'POST' });
    expect([form, query, post].map(({ status, data }) => [status, data.status, data.body.status])).toEqual(
      [403, 400, 405].map((status) => [status, status, status]),
    );
    expect(post.data.headers.allow).toBe('HEAD, GET, OPTIONS');
    expect(query.html).toContain('<p role="alert">page: &quot;x&quot; is not an integer');
  });

  it('show hostile names and URLs as text', async () => {
    const venues = urlOf('venues');
    const name = `</script><img src=x onerror="alert('1')">`;
    const body = { name, capacity: 5, description: 'javascript:alert(1)' };
    const { headers } = await hal('POST', `${venues}/venues`, { as: 'root', body });
    for (const url of [
      headers.get('location') ?? '',
      `${venues}/venues`,
      `${venues}/${encodeURI(name)}?x="><script>`,
    ]) {
      const { html, data } = await fetchPage(url, { as: 'root' });
      expect(html).not.toMatch(/<img|"><script>|href="javascript/);
      expect(html.match(/<script/g)?.length).toBe(html.match(/<\/script>/g)?.length);
      expect(data.status).toBeDefined();
    }
  });

  it('are redirected to without the inputs of a form that are not filled in', async () => {
    const url = `${urlOf('venues')}/venues`;
    const { status, headers } = await fetchPage(`${url}?where=&sort=name&links_only=&page=`, { as: 'root' });
    expect([status, headers.get('location')]).toEqual([303, `${url}?sort=name`]);
    expect((await fetchPage(`${url}?where=&page=`, { as: 'root' })).headers.get('location')).toBe(url);
    expect((await hal('GET', `${url}?where=&page=`, { as: 'root' })).status).toBe(200);
  });

  it('are not redirected to with a very long URL, which clients would not accept', async () => {
    const url = `${urlOf('venues')}/venues`;
    const long = await fetchPage(`${url}?page=&sort=${'name,'.repeat(2600)}name`, { as: 'root' });
    expect([long.status < 500, long.headers.get('location')]).toEqual([true, null]);
    const to = (path: string) => fetchPage(`${urlOf('venues')}/sign-in?to=${encodeURIComponent(path)}`, { as: 'root' });
    expect((await to(`/${'a'.repeat(14_000)}`)).headers.get('location')).toBe(`${urlOf('venues')}/`);
    expect((await to('/venues?name=ü\u0001x')).headers.get('location')).toBe(`${url}?name=%C3%BC%01x`);
  });

  it('have no files besides those that are built', async () => {
    for (const path of ['/pages/', '/pages/main.js', '/pages/.vite/manifest.json', '/pages/..%2f..%2fkit%2findex.ts'])
      expect([path, (await fetch(`${urlOf('venues')}${path}`)).status]).toEqual([path, 404]);
    expect((await fetch(`${system.gateway}/pages/main.js`)).status).toBe(404);
  });
});

it('without pages, a browser gets JSON', async () => {
  const store = await embeddedStore.open();
  const gateway = await startHalGateway({ ...halGatewaySettings({ ...store.env, PAGES: 'false' }), port: 0 });
  for (const path of ['/', '/problems/not-found', '/nothing']) {
    const { headers } = await fetch(`${gateway.url}${path}`, { headers: { accept: browserAccept } });
    expect([path, headers.get('content-type')]).toEqual([path, expect.stringMatching(/^application\/(\w+\+)?json/)]);
  }
  expect((await hal('GET', gateway.url)).body._links).not.toHaveProperty('app');
  expect((await fetch(`${gateway.url}/app`, { headers: { accept: browserAccept } })).status).toBe(404);
  await gateway.close();
  await store.close();
});
