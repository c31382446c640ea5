import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient, type HttpClient } from '../../kit/http/client.ts';
import { product } from '../../product/product.ts';
import { createServiceReader, type ReaderSettings } from './service-reader.ts';

const settings: ReaderSettings = {
  timeoutMs: 5000,
  maxHomeBytes: 1000,
  maxSdlBytes: 100,
  maxCacheBytes: 10_000,
  product,
};
const home = (links: object): string => JSON.stringify({ _links: links });
const sdl = 'type Query { a: Int }';

describe('reading a service', () => {
  let client: HttpClient;
  let server: Server;
  let url: string;
  let paths: string[];
  let routes: Record<string, (response: ServerResponse) => void>;
  beforeEach(async () => {
    paths = [];
    server = createServer((request, response) => {
      paths.push(`${request.url}${request.headers['if-none-match'] ?? ''}`);
      const route = routes[request.url ?? ''];
      if (route) route(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
    routes = {
      '/': (response) => response.end(home({ 'eb:graphql': { href: '/graphql' }, 'eb:sdl': { href: '/sdl' } })),
      '/sdl': (response) => response.setHeader('etag', '"1"').end(sdl),
    };
    client = createHttpClient({ timeoutMs: 30_000 });
  });
  afterEach(async () => {
    await client.close();
    server.close().closeAllConnections();
  });
  const read = (changed: Partial<ReaderSettings> = {}) =>
    createServiceReader(client, { ...settings, ...changed })(`${url}/`);

  it('finds its endpoint and its schema by the links of its home', async () => {
    expect(await read()).toEqual({ kind: 'graph', url: `${url}/graphql`, sdl });
    expect(paths).toEqual(['/', '/sdl']);
  });

  it.each(['eb:graphql', 'eb:sdl'])('stays on the origin of its home: %s', async (rel) => {
    for (const href of ['http://127.0.0.1:1/x', `${url.replace('http', 'https')}/x`, 'data:text/plain,x', '//a/x']) {
      const links = { 'eb:graphql': { href: '/graphql' }, 'eb:sdl': { href: '/sdl' }, [rel]: { href } };
      routes['/'] = (response) => response.end(home(links));
      expect(await read()).toMatchObject({ kind: 'unreachable', problem: expect.stringContaining('origin') });
    }
    expect(new Set(paths)).toEqual(new Set(['/']));
  });

  it('follows no redirect', async () => {
    const redirect = (response: ServerResponse): void => void response.writeHead(307, { location: '/sdl' }).end();
    routes['/sdl'] = redirect;
    expect(await read()).toMatchObject({ problem: 'its schema cannot be read: it responds with 307' });
    routes['/'] = redirect;
    expect(await read()).toMatchObject({ problem: 'its home cannot be read: it responds with 307' });
    expect(paths).toEqual(['/', '/sdl', '/']);
  });

  it('takes no home or schema that is larger than the limits', async () => {
    const large = 'the response is larger than allowed';
    routes['/sdl'] = (response) => response.end('#'.repeat(101));
    expect(await read()).toMatchObject({ problem: `its schema cannot be read: ${large}` });
    routes['/'] = (response) => response.end(home({ x: { href: '#'.repeat(1000) } }));
    expect(await read()).toMatchObject({ problem: `its home cannot be read: ${large}` });
  });

  it('takes no schema from _service that is larger than the limit', async () => {
    routes['/'] = (response) => response.end(home({ 'eb:graphql': { href: '/graphql' } }));
    const answer =
      (text: string) =>
      (response: ServerResponse): void =>
        void response.end(JSON.stringify({ data: { _service: { sdl: text } } }));
    routes['/graphql'] = answer('\n'.repeat(100));
    expect(await read()).toMatchObject({ kind: 'graph' });
    routes['/graphql'] = answer('\n'.repeat(101));
    expect(await read()).toMatchObject({
      problem: 'its schema cannot be read: the schema is larger than allowed',
    });
    routes['/graphql'] = answer('#'.repeat(3000));
    expect(await read()).toMatchObject({
      problem: 'its schema cannot be read: the response is larger than allowed',
    });
  });

  it('keeps the latest schema only, and no more bytes than allowed', async () => {
    const readService = createServiceReader(client, settings);
    await readService(`${url}/`);
    routes['/sdl'] = (response) => response.writeHead(304).end();
    expect(await readService(`${url}/`)).toMatchObject({ sdl });
    routes['/'] = (response) =>
      response.end(home({ 'eb:graphql': { href: '/graphql' }, 'eb:sdl': { href: '/sdl?2' } }));
    routes['/sdl?2'] = (response) => response.setHeader('etag', '"2"').end(sdl);
    await readService(`${url}/`);
    routes['/'] = (response) => response.end(home({ 'eb:graphql': { href: '/graphql' }, 'eb:sdl': { href: '/sdl' } }));
    await readService(`${url}/`);
    expect(paths.filter((path) => path !== '/')).toEqual(['/sdl', '/sdl"1"', '/sdl?2', '/sdl']);
    paths = [];
    const forgetful = createServiceReader(client, { ...settings, maxCacheBytes: 10 });
    routes['/sdl'] = (response) => response.setHeader('etag', '"1"').end(sdl);
    await forgetful(`${url}/`);
    await forgetful(`${url}/`);
    expect(paths).toEqual(['/', '/sdl', '/', '/sdl']);
  });
});
