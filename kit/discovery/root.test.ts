import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createClient } from '../wire/client.ts';
import { createLog } from '../wire/log.ts';
import { watchRoot } from './root.ts';

describe('a watched root', () => {
  it('is looked at before a rel is said to be offered by nobody', async () => {
    let links: object = {};
    const gateway = createServer((_request, response) => response.end(JSON.stringify({ _links: links }))).listen(0);
    const url = `http://localhost:${(gateway.address() as AddressInfo).port}/`;
    const client = createClient({ timeoutMs: 5000 });
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
});
