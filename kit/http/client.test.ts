import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient, type HttpMethod } from './client.ts';

/** Starts a server that breaks the first `failures` connections. */
async function startFlakyServer(
  failures: number,
): Promise<{ url: string; server: Server; requestCount: () => number }> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    if (count <= failures) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}`, requestCount: () => count };
}

describe('a request to another service', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => void server.close()));
  async function sendRequest(failures: number, method: HttpMethod, repeatable?: boolean) {
    const { url, server, requestCount } = await startFlakyServer(failures);
    servers.push(server);
    const client = createHttpClient({ timeoutMs: 30_000 });
    const result = await client.request({ method, url, ...(repeatable === undefined ? {} : { repeatable }) });
    await client.close();
    return [result.kind, requestCount()];
  }

  it.each(['GET', 'PUT', 'DELETE'] as const)(
    'is attempted up to three times when the connection breaks: %s',
    async (method) => {
      expect(await sendRequest(0, method)).toEqual(['response', 1]);
      expect(await sendRequest(2, method)).toEqual(['response', 3]);
      expect(await sendRequest(3, method)).toEqual(['unreachable', 3]);
    },
  );

  it('is sent once when the method is not idempotent, unless the caller declares it repeatable', async () => {
    expect(await sendRequest(1, 'POST')).toEqual(['unreachable', 1]);
    expect(await sendRequest(1, 'PATCH')).toEqual(['unreachable', 1]);
    expect(await sendRequest(1, 'POST', true)).toEqual(['response', 2]);
  });

  it('is sent again, whatever its method, when there was no connection', async () => {
    const arrived: (string | undefined)[] = [];
    const listen = (server: Server, port: number) => new Promise<void>((resolve) => server.listen(port, resolve));
    const first = createServer();
    await listen(first, 0);
    const { port } = first.address() as AddressInfo;
    await new Promise((resolve) => first.close(resolve));
    const client = createHttpClient({ timeoutMs: 30_000 });
    const url = `http://localhost:${port}`;
    expect(await client.request({ method: 'POST', url })).toMatchObject({ kind: 'unreachable', isUnsent: true });
    const result = client.request({ method: 'POST', url, repeatable: false });
    // The port was closed when the first attempt was made.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = createServer((request, response) => void (arrived.push(request.method), response.end()));
    servers.push(second);
    await listen(second, port);
    expect(await result).toMatchObject({ kind: 'response', status: 200 });
    expect(arrived).toEqual(['POST']);
    await client.close();
  });

  it('ends when its signal is aborted, and its connection with it', async () => {
    let arrived = 0;
    const server = createServer(() => void arrived++);
    const disconnected = new Promise((resolve) => {
      server.on('connection', (socket) => void socket.once('close', resolve));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    servers.push(server);
    const client = createHttpClient({ timeoutMs: 30_000 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const abort = new AbortController();
    const result = client.request({ method: 'GET', url, signal: abort.signal });
    server.once('request', () => abort.abort(new Error('nobody waits')));
    expect(await result).toEqual({ kind: 'unreachable', reason: 'nobody waits' });
    await disconnected;
    expect(await client.request({ method: 'GET', url, signal: abort.signal })).toMatchObject({ kind: 'unreachable' });
    expect(arrived).toBe(1);
    await client.close();
  });

  it('is not repeated after half of its timeout', async () => {
    let arrived = 0;
    const server = createServer(() => void arrived++);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    servers.push(server);
    const client = createHttpClient({ timeoutMs: 200 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    expect(await client.request({ method: 'GET', url })).toMatchObject({ kind: 'unreachable' });
    expect(arrived).toBe(1);
    await client.close();
    server.closeAllConnections();
  });
});

describe('the JSON of a response', () => {
  async function responseWith(body: string) {
    const server = createServer((_request, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const client = createHttpClient({ timeoutMs: 30_000 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const result = await client.request({ method: 'GET', url });
    await client.close();
    server.close();
    return result.kind === 'response' ? result : undefined;
  }

  it('is parsed once', async () => {
    const response = await responseWith('{"a":[1]}');
    expect(response?.json()).toEqual({ a: [1] });
    expect(response?.json()).toBe(response?.json());
  });

  it.each(['', '{"a":', '<html>'])('is undefined when the body is not JSON: %j', async (body) => {
    expect((await responseWith(body))?.json()).toBeUndefined();
  });
});

describe('the size of a response', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close().closeAllConnections()));

  /** Starts a server that sends 16 KiB again and again until the connection breaks; returns what it has sent. */
  async function startEndlessServer(): Promise<{ url: string; sentBytes: () => number; requestCount: () => number }> {
    let [sent, count] = [0, 0];
    const server = createServer((_request, response) => {
      count++;
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 'a'))) sent += 16_384;
      };
      response.on('drain', send).on('error', () => undefined);
      send();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    servers.push(server);
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    return { url, sentBytes: () => sent, requestCount: () => count };
  }
  const tooLarge = { kind: 'unreachable', reason: 'the response is larger than allowed', exceeded: 'size' };

  it.each([
    ['of the request', { maxBytes: 100_000 }, {}],
    ['of the client', {}, { maxResponseBytes: 100_000 }],
  ])(
    'is limited while it is read, and it is not requested again: by the limit %s',
    async (_title, request, settings) => {
      const { url, sentBytes, requestCount } = await startEndlessServer();
      const client = createHttpClient({ timeoutMs: 30_000, ...settings });
      expect(await client.request({ method: 'GET', url, ...request })).toEqual(tooLarge);
      // The kernel's buffers are on top of what was read.
      expect(sentBytes()).toBeLessThan(20_000_000);
      expect(requestCount()).toBe(1);
      await client.close();
    },
  );

  it('may be the limit', async () => {
    const server = createServer((_request, response) => void response.end('aé'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    servers.push(server);
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const client = createHttpClient({ timeoutMs: 30_000 });
    expect(await client.request({ method: 'GET', url, maxBytes: 3 })).toMatchObject({ kind: 'response', text: 'aé' });
    expect(await client.request({ method: 'GET', url, maxBytes: 2 })).toEqual(tooLarge);
    await client.close();
  });
});

describe('a redirect', () => {
  it('is not followed', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const client = createHttpClient({ timeoutMs: 30_000 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    expect(await client.request({ method: 'GET', url })).toMatchObject({ kind: 'response', status: 302 });
    expect(requests).toBe(1);
    await client.close();
    server.close();
  });
});
