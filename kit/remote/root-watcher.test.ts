import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createHttpClient } from '../http/client.ts';
import { createLog } from '../util/log.ts';
import { watchRoot } from './root-watcher.ts';
import { meantServices } from './service-names.ts';

const log = createLog('test');
const meant = meantServices({});
const service = { name: 'venues-service', href: 'http://localhost:1/' };

describe('a root watcher', () => {
  it('reads the root again before it reports an unknown relation', async () => {
    let links: object = {};
    const gateway = createServer((_request, response) => response.end(JSON.stringify({ _links: links }))).listen(0);
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 30_000 });
    const watcher = watchRoot({ url, intervalMs: 60_000, client, log, meant });
    await watcher.refresh();
    expect(await watcher.locate('venue')).toBeUndefined();
    links = { service, venue: { href: 'http://localhost:1/venues' } };
    expect(watcher.href('venue')).toBeUndefined();
    expect(await watcher.locate('venue')).toEqual({ href: 'http://localhost:1/venues', service: 'venues-service' });
    watcher.close();
    await client.close();
    gateway.close();
  });

  it('reads the root once more for a refresh during a request', async () => {
    const pendingResponses: (() => void)[] = [];
    let links: object = {};
    const gateway = createServer((_request, response) => {
      const body = JSON.stringify({ _links: links });
      pendingResponses.push(() => response.end(body));
    }).listen(0);
    const respond = async (): Promise<void> => {
      while (pendingResponses.length === 0) await delay(5);
      pendingResponses.shift()!();
    };
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 30_000 });
    const watcher = watchRoot({ url, intervalMs: 60_000, client, log, meant });
    while (pendingResponses.length === 0) await delay(5);
    links = { service, venue: { href: 'http://localhost:1/venues' } };
    const refreshed = Promise.all([watcher.refresh(), watcher.refresh()]);
    await respond();
    await respond();
    await refreshed;
    expect(watcher.href('venue')).toBe('http://localhost:1/venues');
    expect(pendingResponses).toEqual([]);
    watcher.close();
    await client.close();
    gateway.close();
  });

  it('asks for the links of guests only if they are needed', async () => {
    const preferences: unknown[] = [];
    const gateway = createServer(({ headers }, response) => {
      preferences.push(headers['prefer']);
      response.end('{"_links":{}}');
    }).listen(0);
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 30_000 });
    for (const guests of [false, true]) {
      const watcher = watchRoot({ url, guests, intervalMs: 60_000, client, log, meant });
      await watcher.refresh();
      watcher.close();
    }
    expect(new Set(preferences.slice(0, 2))).toEqual(new Set(['guests=exclude']));
    expect(preferences.at(-1)).toBeUndefined();
    await client.close();
    gateway.close();
  });

  it('keeps the last links when the root is larger than allowed', async () => {
    let links: object = { venue: { href: 'http://localhost:1/venues' } };
    const gateway = createServer((_request, response) => response.end(JSON.stringify({ _links: links }))).listen(0);
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 30_000 });
    const settings = { url, intervalMs: 60_000, client, log: createLog('test'), meant: meantServices({}) };
    const watcher = watchRoot({ ...settings, maxRootBytes: 1000 });
    await watcher.refresh();
    links = { event: { href: 'x'.repeat(1000) } };
    await watcher.refresh();
    expect(watcher.links()?.get('venue')).toHaveLength(1);
    expect(watcher.links()?.get('event')).toBeUndefined();
    watcher.close();
    await client.close();
    gateway.close();
  });
});
