import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient, type HttpClient } from '../kit/http/client.ts';
import { createLog } from '../kit/util/log.ts';
import { registrationOf } from '../test/support/registrations.ts';
import { until } from '../test/support/until.ts';
import { startProbing } from './probe.ts';

describe('a probe of the home of a guest', () => {
  let server: Server;
  let answer: RequestListener;
  let received: IncomingMessage[];
  let clients: HttpClient[];
  const homeOf = (path: string) => `http://localhost:${(server.address() as AddressInfo).port}${path}`;

  /** Probes each home once. Returns which of them responded, by name. */
  async function probe(
    homes: Readonly<Record<string, string>>,
    { concurrency = 8, timeoutMs = 20_000 } = {},
  ): Promise<Record<string, boolean>> {
    const client = createHttpClient({ timeoutMs, maxResponseBytes: 1024 });
    clients.push(client);
    const results: Record<string, boolean> = {};
    const all = Object.entries(homes).map(([name, baseUrl]) => {
      const content = { baseUrl, rels: '{}', ttl: null };
      return registrationOf(name, {}, { instances: [{ id: '', content, missed: 0, deadline: undefined }] });
    });
    const registry = {
      all: () => all,
      recordProbe: ({ name }: { name: string }, _: object, responded: boolean) => {
        results[name] = responded;
      },
    };
    const probing = startProbing({ registry, client, log: createLog('test'), intervalMs: 60_000, concurrency });
    await probing.runNow();
    await probing.close();
    return results;
  }

  beforeEach(async () => {
    received = [];
    clients = [];
    server = createServer((request, response) => {
      received.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  it('is one GET of the base URL without credentials, which follows no redirect', async () => {
    answer = (_request, response) => response.writeHead(302, { location: homeOf('/elsewhere') }).end();
    expect(await probe({ guest: homeOf('/base') })).toEqual({ guest: true });
    expect(received.map(({ method, url }) => [method, url])).toEqual([['GET', '/base/']]);
    const names = Object.keys(received[0]!.headers);
    expect(names.filter((name) => /authorization|cookie|forwarded/.test(name))).toEqual([]);
  });

  it('is missed if the response is an error, too large, or takes too long', async () => {
    answer = ({ url }, response) => {
      if (url === '/error/') response.writeHead(500).end();
      else if (url === '/large/') response.end('x'.repeat(10_000));
      else if (url === '/slow/') response.write('x');
      else response.writeHead(404).end();
    };
    const homes = Object.fromEntries(['error', 'large', 'found'].map((name) => [name, homeOf(`/${name}`)]));
    expect(await probe({ ...homes, away: 'http://localhost:1' })).toEqual({
      ...{ error: false, large: false, found: true, away: false },
    });
    expect(await probe({ slow: homeOf('/slow') }, { timeoutMs: 100 })).toEqual({ slow: false });
    expect(received).toHaveLength(4);
  });

  it('runs beside a bounded number of others', async () => {
    let [running, most] = [0, 0];
    answer = (_request, response) => {
      most = Math.max(most, ++running);
      // Further ones would arrive at once.
      void until(() => most === 3)
        .then(() => delay(20))
        .then(() => {
          running--;
          response.end();
        });
    };
    const homes = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`guest-${index}`, homeOf(`/${index}`)]));
    expect(Object.values(await probe(homes, { concurrency: 3 }))).toEqual(Array(9).fill(true));
    expect(most).toBe(3);
  });
});
