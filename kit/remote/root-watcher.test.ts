import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createHttpClient } from '../http/client.ts';
import { createLog } from '../util/log.ts';
import { watchRoot } from './root-watcher.ts';

describe('a watched root', () => {
  it('is looked at before a rel is said to be offered by nobody', async () => {
    let links: object = {};
    const gateway = createServer((_request, response) => response.end(JSON.stringify({ _links: links }))).listen(0);
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 5000 });
    const watcher = watchRoot({ url, intervalMs: 60_000, client, log: createLog('test') });
    await watcher.ready();
    expect(await watcher.locate('venue')).toBeUndefined();
    links = { venue: { href: 'http://localhost:1/venues' } };
    expect(watcher.href('venue')).toBeUndefined();
    expect(await watcher.locate('venue')).toBe('http://localhost:1/venues');
    watcher.close();
    await client.close();
    gateway.close();
  });

  it('is looked at once more by who asks while a look is under way', async () => {
    const answers: (() => void)[] = [];
    let links: object = {};
    const gateway = createServer((_request, response) => {
      const body = JSON.stringify({ _links: links });
      answers.push(() => response.end(body));
    }).listen(0);
    const answer = async (): Promise<void> => {
      while (answers.length === 0) await delay(5);
      answers.shift()!();
    };
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createHttpClient({ timeoutMs: 5000 });
    const watcher = watchRoot({ url, intervalMs: 60_000, client, log: createLog('test') });
    while (answers.length === 0) await delay(5);
    links = { venue: { href: 'http://localhost:1/venues' } };
    const seen = Promise.all([watcher.refresh(), watcher.refresh()]);
    await answer();
    await answer();
    await seen;
    expect(watcher.href('venue')).toBe('http://localhost:1/venues');
    expect(answers).toEqual([]);
    watcher.close();
    await client.close();
    gateway.close();
  });
});
