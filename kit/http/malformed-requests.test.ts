import { once } from 'node:events';
import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable, pipeline } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRaw } from '../../test/support/raw-http.ts';
import { until } from '../../test/support/until.ts';
import { answerMalformedRequests, normalizeRequestTarget } from './malformed-requests.ts';
import { startServer, type RunningServer } from './server.ts';

/** A message head: the lines and the empty line that ends it. */
const head = (...lines: readonly string[]): string => [...lines, 'Connection: close', '', ''].join('\r\n');
const host = 'Host: localhost';
const large = `X-Large: ${'x'.repeat(400_000)}`;

/** Starts a server of Node that answers malformed requests. */
async function startBareServer(options: ServerOptions, listener: RequestListener) {
  const server = createServer(options, normalizeRequestTarget(listener));
  answerMalformedRequests(server);
  const connections: Socket[] = [];
  server.on('connection', (socket) => connections.push(socket));
  await once(server.listen(0), 'listening');
  return { port: (server.address() as AddressInfo).port, connections, close: () => void server.close() };
}

/** More than a connection buffers. */
const largeBytes = 20_000_000;
function* largeParts(): Generator<Buffer> {
  for (let sent = 0; sent < largeBytes; sent += 100_000) yield Buffer.alloc(100_000, 'x');
}

describe('malformed and unusual requests', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const listener: RequestListener = (request, response) => {
      const respond = () => void response.end(`seen as ${request.url}`);
      if (request.url === '/in-parts') {
        response.write('begun, ');
        setTimeout(respond, 100);
      } else if (request.url === '/late') setTimeout(respond, 50);
      else if (request.url === '/large') pipeline(Readable.from(largeParts()), response, () => undefined);
      else if (request.url === '/at-once') respond();
      else request.resume().on('end', respond);
    };
    server = await startServer(listener, { name: 'a test', port: 0 });
  });
  afterAll(() => server.close());

  it.each([
    ['no host', head('GET / HTTP/1.1'), 400],
    ['two hosts', head('GET / HTTP/1.1', host, host), 400],
    ['an invalid URL as its target', head('GET http://[/ HTTP/1.1', host), 400],
    ['a URL with another scheme', head('GET ftp://localhost/ HTTP/1.1', host), 400],
    ['an asterisk', head('GET * HTTP/1.1', host), 400],
    ['an unsupported expectation', head('GET / HTTP/1.1', host, 'Expect: miracles'), 417],
    ['CONNECT', head('CONNECT localhost:80 HTTP/1.1', host), 405],
    ['not HTTP', 'hello\r\n\r\n', 400],
    ['invalid chunks', `${head('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\n`, 400],
    ['headers that are too large', head('GET / HTTP/1.1', host, large), 431],
  ])('%s: answered with a problem', async (_description, text, status) => {
    const response = await sendRaw(server.port, text);
    const [, body = ''] = response.split('\r\n\r\n');
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} .*application/problem\\+json`, 's'));
    expect(JSON.parse(body)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(response.includes('Allow: GET')).toBe(status === 405);
  });

  it.each([
    ['a path', 'GET /here?a=b HTTP/1.1'],
    ['an absolute URL', 'GET http://localhost:80/here?a=b HTTP/1.1'],
    ['HTTP/1.0', 'GET /here?a=b HTTP/1.0'],
    ['percent-encoded unreserved characters', 'GET /h%65r%65?a=b HTTP/1.1'],
  ])('%s: the application sees a path', async (_description, line) =>
    expect(await sendRaw(server.port, head(line, host))).toMatch(/seen as \/here\?a=b$/),
  );

  it('percent-encoded reserved characters and the query stay as they are', async () =>
    expect(await sendRaw(server.port, head('GET /%7e%2F%41%25%c3%a9?a=%41 HTTP/1.1', host))).toMatch(
      /seen as \/~%2FA%25%c3%a9\?a=%41$/,
    ));

  it('HEAD is answered without a body', async () => {
    const response = await sendRaw(server.port, head('HEAD / HTTP/1.1', host, `X-Large: ${'x'.repeat(20_000)}`));
    expect(response).toMatch(/^HTTP\/1.1 431 .*Content-Length: \d+.*\r\n\r\n$/s);
  });

  it('no second response is sent after the last one on a connection', async () => {
    const response = await sendRaw(
      server.port,
      head('POST /in-parts HTTP/1.1', host, 'Transfer-Encoding: chunked'),
      'zz\r\n',
    );
    expect(response).toMatch(/^HTTP\/1.1 200 .*begun, .*seen as \/in-parts\r\n0\r\n\r\n$/s);
  });

  const late = ['GET /late HTTP/1.1', host, '', ''].join('\r\n');
  it.each([
    ['headers that are too large', head('GET / HTTP/1.1', host, large), 431],
    ['not HTTP', 'hello\r\n\r\n', 400],
    ['invalid chunks', `${head('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked')}zz\r\n`, 400],
    ['CONNECT', head('CONNECT localhost:80 HTTP/1.1', host), 405],
    ['two hosts', head('GET / HTTP/1.1', host, host), 400],
  ])('%s after other requests: answered after these', async (_description, text, status) => {
    const response = await sendRaw(server.port, `${late}${late}${text}`);
    expect(response.match(/HTTP\/1\.1 \d+|seen as \/late/g)).toEqual([
      ...['HTTP/1.1 200', 'seen as /late', 'HTTP/1.1 200', 'seen as /late'],
      `HTTP/1.1 ${status}`,
    ]);
  });

  it.each([
    ['a rejected request', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['a rejected expectation', `GET / HTTP/1.1\r\n${host}\r\nExpect: miracles\r\n\r\n`, 417],
  ])('not HTTP after %s: not answered', async (_description, text, status) => {
    const response = await sendRaw(server.port, `${text}zz\r\n\r\n`);
    expect(response.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
  });

  it('a body that breaks off after the response: no second response, and the connection is closed', async () => {
    const text = `POST /at-once HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect((await sendRaw(server.port, text, 'zz\r\n')).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
  });

  it('CONNECT does not hold up a large response before it', async () => {
    const response = await sendRaw(
      server.port,
      `GET /large HTTP/1.1\r\n${host}\r\n\r\nCONNECT localhost:80 HTTP/1.1\r\n${host}\r\n\r\n`,
    );
    expect(response.split('x').length - 1).toBeGreaterThanOrEqual(largeBytes);
    expect(response).toMatch(/HTTP\/1\.1 405 /);
  });

  it('CONNECT from a client that resets the connection leaves the process running', async () => {
    const { port, connections, close } = await startBareServer({}, () => undefined);
    const socket = connect(port, 'localhost');
    await once(socket, 'connect');
    socket.write(head('CONNECT localhost:80 HTTP/1.1', host));
    await once(socket, 'data');
    socket.resetAndDestroy();
    await until(() => connections[0]?.closed === true);
    close();
  });

  it('a request that took too long is not served when the rest of it comes', async () => {
    const served: unknown[] = [];
    const timeouts = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 };
    const { port, connections, close } = await startBareServer(timeouts, (request, response) => {
      served.push(request.url);
      response.end('served');
    });
    const [text, rest] = [`POST /late HTTP/1.1\r\n${host}\r\n`, 'Content-Length: 0\r\n\r\n'];
    const response = await sendRaw(port, text, rest);
    await until(() => connections[0]?.bytesRead === text.length + rest.length);
    expect(response.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 408']);
    expect(served).toEqual([]);
    close();
  });

  it('HTTP/1.0 needs no Host header, and OPTIONS * lists the methods', async () => {
    expect(await sendRaw(server.port, head('GET / HTTP/1.0'))).toMatch(/seen as \/$/);
    expect(await sendRaw(server.port, head('OPTIONS * HTTP/1.1', host))).toMatch(/^HTTP\/1.1 204 .*allow: GET/s);
  });
});
