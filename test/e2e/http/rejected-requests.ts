import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { credentials, hal } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { sendRaw } from '../../support/raw-http.ts';

describe('rejected requests', () => {
  let system: DomainSystem;
  beforeAll(async () => {
    system = await startEmptySystem();
  });
  afterAll(() => system.close());

  it('headers that are too large get a 431 problem, and malformed HTTP a 400 problem', async () => {
    for (const url of [system.halGateway, system.services.venues.url]) {
      const { port } = new URL(url);
      const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`;
      expect(await sendRaw(Number(port), large)).toMatch(/^HTTP\/1\.1 431 .*application\/problem\+json.*"status":431/s);
      expect(await sendRaw(Number(port), 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"status":400/s);
    }
  });

  it('a write with an unacceptable media type gets 406 before anything is written', async () => {
    const url = `${system.services.venues.url}/venues`;
    const headers = { accept: 'text/csv' };
    const written = await hal('POST', url, { as: 'root', headers, body: { name: 'Unseen', capacity: 1 } });
    expect([written.status, written.body.type]).toEqual([406, expect.stringMatching(/problems\/not-acceptable$/)]);
    const list = await hal('GET', `${url}?where={"name":"Unseen"}`, { as: 'root' });
    expect(list.body._meta.total).toBe(0);
  });

  it('the HAL gateway responds to invalid requests as services do', async () => {
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

  it('a body of another type or coding gets 415 with what would do', async () => {
    const venues = `${system.services.venues.url}/venues`;
    const send = async (url: string, method: string, headers: Record<string, string>) => {
      const response = await fetch(url, {
        method,
        headers: { ...credentials('root'), 'if-match': '*', ...headers },
        body: '{}',
      });
      const named = ['accept', 'accept-patch', 'accept-encoding'].map((name) => response.headers.get(name));
      return [response.status, ...named];
    };
    const [csv, coded] = [
      { 'content-type': 'text/csv' },
      { 'content-type': 'application/json', 'content-encoding': 'compress' },
    ];
    const types = expect.stringMatching(/^application\/json, application\/hal\+json/);
    const patchTypes = 'application/merge-patch+json, application/json';
    for (const url of [venues, `${system.halGateway}/gateway_registrations`]) {
      expect(await send(url, 'POST', csv)).toEqual([415, types, null, null]);
      expect(await send(url, 'POST', coded)).toEqual([415, null, null, 'gzip, deflate, br']);
    }
    const created = await hal('POST', venues, { as: 'root', body: { name: 'Patched', capacity: 1 } });
    expect(await send(created.body._links.self.href, 'PATCH', csv)).toEqual([415, types, patchTypes, null]);
    for (const url of [`${system.gateway}/graphql`, `${system.services.venues.url}/graphql`]) {
      expect(await send(url, 'POST', csv)).toEqual([415, 'application/json', null, null]);
      expect(await send(url, 'POST', coded)).toEqual([415, null, null, 'gzip, deflate, br']);
    }
  });

  it('a problem is indented if the client asks for it', async () => {
    const text = async (url: string) => (await fetch(url)).text();
    for (const url of [`${system.services.venues.url}/venues`, `${system.halGateway}/nothing`]) {
      expect(await text(`${url}?pretty`)).toMatch(/^\{\n {2}"type"/);
      for (const query of ['', '?pretty=false', '?pretty=AAA']) expect(await text(url + query)).toMatch(/^\{"type"/);
    }
  });

  it('equivalent URLs are equal', async () => {
    const { url } = system.services.venues;
    const status = async (path: string) => (await hal('GET', path, { as: 'root' })).status;
    for (const path of [`${url}/v%65nues`, `${url}/%56enues`, `${system.halGateway}/gateway%5fregistrations`])
      expect([path, await status(path)]).toEqual([path, 200]);
    const query = 'query=%7B__typename%7D';
    for (const base of [system.gateway, url]) {
      const headers = { 'apollo-require-preflight': '1' };
      expect((await fetch(`${base}/graphq%6c?${query}`, { headers })).status).toBe(200);
    }
    expect(await status(`${url}/%2Fvenues`)).toBe(404);
  });

  it('documentation is public, even with invalid credentials', async () => {
    const { venues } = system.services;
    const invalidCredentials = { authorization: 'Basic cm9vdDp3cm9uZw==', 'x-request-id': 'mine' };
    const rejected = await hal('GET', `${venues.url}/venues`, { headers: invalidCredentials });
    const urls = [
      rejected.body.type,
      ...['/relations/venue', '/openapi.json', '/health'].map((path) => venues.url + path),
    ];
    const statuses = urls.map(async (url) => (await fetch(url, { headers: invalidCredentials })).status);
    expect([rejected.status, ...(await Promise.all(statuses))]).toEqual([401, 200, 200, 200, 200]);
  });
});
