import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRaw } from '../../test/support/raw-http.ts';
import { startServer, type RunningServer } from './server.ts';

/** Lines as HTTP has them, with an end. */
const head = (...lines: readonly string[]): string => [...lines, 'Connection: close', '', ''].join('\r\n');
const host = 'Host: localhost';
const large = `X-Large: ${'x'.repeat(400_000)}`;

describe('what Node does not let an application answer', () => {
  let listening: RunningServer;
  beforeAll(async () => {
    const listener: RequestListener = (request, response) => {
      const answer = () => void response.end(`seen as ${request.url}`);
      if (request.url === '/at-once') answer();
      else request.resume().on('end', answer);
    };
    listening = await startServer(listener, { name: 'a test', port: 0 });
  });
  afterAll(() => listening.close());

  it.each([
    ['no host', head('GET / HTTP/1.1'), 400],
    ['two hosts', head('GET / HTTP/1.1', host, host), 400],
    ['a broken URL as its target', head('GET http://[/ HTTP/1.1', host), 400],
    ['a URL of another kind', head('GET ftp://localhost/ HTTP/1.1', host), 400],
    ['an asterisk', head('GET * HTTP/1.1', host), 400],
    ['another expectation', head('GET / HTTP/1.1', host, 'Expect: miracles'), 417],
    ['a tunnel in mind', head('CONNECT localhost:80 HTTP/1.1', host), 405],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['chunks that are none', `${head('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\n`, 400],
    ['more headers than are read', head('GET / HTTP/1.1', host, large), 431],
  ])('%s is answered with a problem', async (_what, text, status) => {
    const answer = await sendRaw(listening.port, text);
    const [, body = ''] = answer.split('\r\n\r\n');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*application/problem\\+json`, 's'));
    expect(JSON.parse(body)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(answer.includes('Allow: GET')).toBe(status === 405);
  });

  it.each([
    ['a path', 'GET /here?a=b HTTP/1.1'],
    ['an absolute URL', 'GET http://localhost:80/here?a=b HTTP/1.1'],
    ['HTTP/1.0', 'GET /here?a=b HTTP/1.0'],
  ])('%s is seen as a path', async (_what, line) =>
    expect(await sendRaw(listening.port, head(line, host))).toMatch(/seen as \/here\?a=b$/),
  );

  it('HEAD is answered without the body', async () => {
    const answer = await sendRaw(listening.port, head('HEAD / HTTP/1.1', host, `X-Large: ${'x'.repeat(20_000)}`));
    expect(answer).toMatch(/^HTTP\/1.1 431 .*Content-Length: \d+.*\r\n\r\n$/s);
  });

  it('nothing more is said where the last answer is given already', async () => {
    const answer = await sendRaw(
      listening.port,
      `${head('POST /at-once HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 .*seen as \/at-once$/s);
  });

  it('HTTP/1.0 needs no host, and OPTIONS * says what there is', async () => {
    expect(await sendRaw(listening.port, head('GET / HTTP/1.0'))).toMatch(/seen as \/$/);
    expect(await sendRaw(listening.port, head('OPTIONS * HTTP/1.1', host))).toMatch(/^HTTP\/1.1 204 .*allow: GET/s);
  });
});
