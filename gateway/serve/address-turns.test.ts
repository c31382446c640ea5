import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { addressTurns } from './address-turns.ts';

describe('requests of one address', () => {
  /** The paths of the requests that are executed, with what ends each of them. */
  const running = new Map<string, () => void>();
  /** The paths of the requests that have ended, or whose client has disconnected. */
  const closed = new Set<string>();
  let server: Server;
  let url: string;

  beforeEach(async () => {
    running.clear();
    closed.clear();
    const settings = { addressConcurrency: 2, addressQueue: 1, rate: { loopback: false, ipv6Prefix: 64 } };
    const app = express();
    app.use((request, response, next) => {
      response.locals['address'] = request.get('address');
      response.once('close', () => closed.add(request.path));
      next();
    });
    app.use(addressTurns(settings), ({ path }, response) => void running.set(path, () => response.end()));
    server = app.listen(0);
    url = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (path: string, address = '203.0.113.1', signal?: AbortSignal) =>
    fetch(`${url}${path}`, { headers: { address }, ...(signal && { signal }) });
  const until = async (paths: Pick<ReadonlySet<string>, 'has'>, ...expected: readonly string[]): Promise<void> => {
    while (!expected.every((path) => paths.has(path))) await setImmediate();
  };
  const untilRunning = (...paths: readonly string[]): Promise<void> => until(running, ...paths);
  const end = (path: string): void => running.get(path)?.();

  it('take turns; those of others do not wait for them', async () => {
    const [one] = [send('/1'), send('/2')];
    await untilRunning('/1', '/2');
    const waiting = send('/3');
    const others = send('/other', '203.0.113.2');
    await untilRunning('/other');
    expect(running.has('/3')).toBe(false);
    end('/1');
    await untilRunning('/3');
    for (const path of running.keys()) end(path);
    expect((await Promise.all([one, waiting, others])).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('are rejected when too many wait, and told when to come again', async () => {
    const requests = [send('/1'), send('/2')];
    await untilRunning('/1', '/2');
    const both = ['/3', '/4'].map(async (path) => ({ path, response: await send(path) }));
    const { path, response } = await Promise.race(both);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    end('/1');
    const waiting = path === '/3' ? '/4' : '/3';
    await untilRunning(waiting);
    for (const each of ['/2', waiting]) end(each);
    await Promise.all([...requests, ...both]);
  });

  it('leave their place when their client disconnects', async () => {
    void send('/1').catch(() => undefined);
    void send('/2').catch(() => undefined);
    await untilRunning('/1', '/2');
    const client = new AbortController();
    const gone = send('/3', '203.0.113.1', client.signal).catch(() => 'gone');
    // The first that waits is this one, so a further one is rejected.
    while ((await send('/5')).status !== 429);
    client.abort();
    expect(await gone).toBe('gone');
    await until(closed, '/3');
    const last = send('/4');
    end('/1');
    await untilRunning('/4');
    end('/4');
    expect((await last).status).toBe(200);
    expect(running.has('/3')).toBe(false);
  });

  it('of this machine do not count', async () => {
    const paths = ['/1', '/2', '/3', '/4'];
    const requests = paths.map((path) => send(path, '127.0.0.1'));
    await untilRunning(...paths);
    for (const path of paths) end(path);
    await Promise.all(requests);
  });
});
