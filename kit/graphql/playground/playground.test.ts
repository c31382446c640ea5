import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { startServer, type RunningServer } from '../../http/server.ts';
import { corsHandler } from '../../http/middleware.ts';
import { playground } from './playground.ts';

const query = '# </script><script>alert("tab")</script> $& $1\nquery Nothing { __typename }';

describe('the playground', () => {
  let running: RunningServer;
  beforeAll(async () => {
    const page = playground({ title: '</title><script>', tabs: [{ query }], headers: '{}', introspection: true });
    const app = express()
      .use(corsHandler(['https://elsewhere.example']))
      .get('/', page);
    running = await startServer(app, { name: 'playground', port: 0 });
  });
  afterAll(() => running.close());

  /** Sends a request without the decoding and the default headers of `fetch`. */
  const send = (headers: Record<string, string>, method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) =>
      request({ port: running.port, path: '/', method, headers }, resolve).on('error', reject).end(),
    );
  const htmlText = async (): Promise<string> => text(await send({}));

  it('escapes markup in tabs and title', async () => {
    const html = await htmlText();
    expect(html).not.toContain('<script>alert("tab")');
    expect(html).not.toContain('</title><script>');
    expect(html).toContain(String.raw`# \u003c/script>\u003cscript>alert(\"tab\")\u003c/script> $& $1`);
  });

  it('is compressed for clients that accept it, and has the same content otherwise', async () => {
    const html = await htmlText();
    for (const coding of ['gzip', 'gzip, deflate, br, zstd', '*']) {
      const response = await send({ 'accept-encoding': coding });
      expect([coding, response.headers['content-encoding']]).toEqual([coding, 'gzip']);
      expect(Number(response.headers['content-length'])).toBeLessThan(html.length / 3);
      expect((await text(response.pipe(createGunzip()))) === html).toBe(true);
    }
    for (const coding of ['identity', 'br', 'gzip;q=0']) {
      const response = await send({ 'accept-encoding': coding });
      expect([coding, response.headers['content-encoding']]).toEqual([coding, undefined]);
      expect((await text(response)) === html).toBe(true);
    }
  });

  it('responds 304 to a matching If-None-Match', async () => {
    const { etag = '' } = (await send({}, 'HEAD')).headers;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    for (const candidate of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const response = await send({ 'if-none-match': candidate, 'accept-encoding': 'gzip' });
      expect([candidate, response.statusCode, await text(response)]).toEqual([candidate, 304, '']);
      expect(response.headers).toMatchObject({ etag, 'cache-control': 'no-cache' });
    }
    expect((await send({ 'if-none-match': '"other"' }, 'HEAD')).statusCode).toBe(200);
  });

  it('sends the same headers to HEAD as to GET', async () => {
    const responses = await Promise.all(['GET', 'HEAD'].map((method) => send({ 'accept-encoding': 'gzip' }, method)));
    const [get, head] = responses.map(({ headers }) => ({ ...headers, date: undefined }));
    expect(head).toEqual(get);
    expect(await text(responses[1]!)).toBe('');
  });

  it('varies by Accept, Accept-Encoding and Origin', async () => {
    const varies = (await send({}, 'HEAD')).headers.vary?.split(/, */).toSorted();
    expect(varies).toEqual(['Accept', 'Accept-Encoding', 'Origin']);
  });
});
