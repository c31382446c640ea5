import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { startServer, type RunningServer } from '../../http/server.ts';
import { corsHandler } from '../../http/middleware.ts';
import { playground } from './playground.ts';

const query = '# </script><script>alert("tab")</script> $& $1\nquery Nothing { __typename }';

describe('the page of the playground', () => {
  let running: RunningServer;
  beforeAll(async () => {
    const page = playground({ title: '</title><script>', tabs: [{ query }], headers: '{}', introspection: true });
    const app = express()
      .use(corsHandler(['https://elsewhere.example']))
      .get('/', page);
    running = await startServer(app, { name: 'playground', port: 0 });
  });
  afterAll(() => running.close());

  /** What is sent and answered as it is, which fetch would hide. */
  const send = (headers: Record<string, string>, method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) =>
      request({ port: running.port, path: '/', method, headers }, resolve).on('error', reject).end(),
    );
  const plain = async (): Promise<string> => text(await send({}));

  it('cannot be left by what stands in its tabs or its title', async () => {
    const html = await plain();
    expect(html).not.toContain('<script>alert("tab")');
    expect(html).not.toContain('</title><script>');
    expect(html).toContain(String.raw`# \u003c/script>\u003cscript>alert(\"tab\")\u003c/script> $& $1`);
  });

  it('is compressed for whoever takes that, and the same for whoever does not', async () => {
    const html = await plain();
    for (const coding of ['gzip', 'gzip, deflate, br, zstd', '*']) {
      const answer = await send({ 'accept-encoding': coding });
      expect([coding, answer.headers['content-encoding']]).toEqual([coding, 'gzip']);
      expect(Number(answer.headers['content-length'])).toBeLessThan(html.length / 3);
      expect((await text(answer.pipe(createGunzip()))) === html).toBe(true);
    }
    for (const coding of ['identity', 'br', 'gzip;q=0']) {
      const answer = await send({ 'accept-encoding': coding });
      expect([coding, answer.headers['content-encoding']]).toEqual([coding, undefined]);
      expect((await text(answer)) === html).toBe(true);
    }
  });

  it('is not sent again to whoever has it', async () => {
    const { etag = '' } = (await send({}, 'HEAD')).headers;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const answer = await send({ 'if-none-match': known, 'accept-encoding': 'gzip' });
      expect([known, answer.statusCode, await text(answer)]).toEqual([known, 304, '']);
      expect(answer.headers).toMatchObject({ etag, 'cache-control': 'no-cache' });
    }
    expect((await send({ 'if-none-match': '"other"' }, 'HEAD')).statusCode).toBe(200);
  });

  it('says to a HEAD what it says to a GET', async () => {
    const answers = await Promise.all(['GET', 'HEAD'].map((method) => send({ 'accept-encoding': 'gzip' }, method)));
    const [get, head] = answers.map(({ headers }) => ({ ...headers, date: undefined }));
    expect(head).toEqual(get);
    expect(await text(answers[1]!)).toBe('');
  });

  it('differs by what is accepted, and by where a page is that uses it', async () => {
    const varies = (await send({}, 'HEAD')).headers.vary?.split(/, */).toSorted();
    expect(varies).toEqual(['Accept', 'Accept-Encoding', 'Origin']);
  });
});
