import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient, type HttpMethod } from './client.ts';

/** A server that breaks the first connections. */
async function flaky(broken: number): Promise<{ url: string; server: Server; seen: () => number }> {
  let seen = 0;
  const server = createServer((request, response) => {
    seen++;
    if (seen <= broken) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}`, seen: () => seen };
}

describe('a request to a peer', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => void server.close()));
  async function ask(broken: number, method: HttpMethod, repeatable?: boolean) {
    const { url, server, seen } = await flaky(broken);
    servers.push(server);
    const client = createHttpClient({ timeoutMs: 5000 });
    const answer = await client.request({ method, url, ...(repeatable === undefined ? {} : { repeatable }) });
    await client.close();
    return [answer.kind, seen()];
  }

  it.each(['GET', 'PUT', 'DELETE'] as const)(
    'is sent up to three times when its connection breaks: %s',
    async (method) => {
      expect(await ask(0, method)).toEqual(['answer', 1]);
      expect(await ask(2, method)).toEqual(['answer', 3]);
      expect(await ask(3, method)).toEqual(['away', 3]);
    },
  );

  it('is sent once when doing it twice may be another thing, unless the caller knows better', async () => {
    expect(await ask(1, 'POST')).toEqual(['away', 1]);
    expect(await ask(1, 'PATCH')).toEqual(['away', 1]);
    expect(await ask(1, 'POST', true)).toEqual(['answer', 2]);
  });

  it('is not sent again when half of its time is over', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    servers.push(server);
    const client = createHttpClient({ timeoutMs: 200 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const began = performance.now();
    expect(await client.request({ method: 'GET', url })).toMatchObject({ kind: 'away' });
    expect(performance.now() - began).toBeLessThan(2000);
    await client.close();
    server.closeAllConnections();
  });
});

describe('the JSON of a response', () => {
  async function jsonOf(body: string) {
    const server = createServer((_request, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const client = createHttpClient({ timeoutMs: 5000 });
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const answer = await client.request({ method: 'GET', url });
    await client.close();
    server.close();
    return answer.kind === 'answer' ? answer : undefined;
  }

  it('is parsed once', async () => {
    const answer = await jsonOf('{"a":[1]}');
    expect(answer?.json()).toEqual({ a: [1] });
    expect(answer?.json()).toBe(answer?.json());
  });

  it.each(['', '{"a":', '<html>'])('is undefined when the body is not JSON: %j', async (body) => {
    expect((await jsonOf(body))?.json()).toBeUndefined();
  });
});
