import type { FuzzRequest } from './response.ts';

/** An encoding of a request on a connection that no HTTP client would produce. */
export interface WireFormat {
  readonly name: string;
  /** Returns the bytes to send. */
  encode(request: FuzzRequest): Buffer;
  /** Expected number of responses (default 1). */
  readonly responseCount?: number;
}

const latin1Bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const bodyOf = ({ body }: FuzzRequest): Buffer => (body === undefined ? Buffer.alloc(0) : Buffer.from(body));
const utf8AsLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

interface MessageOverrides {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly body?: Buffer;
  readonly end?: string;
}

/** Encodes a request as HTTP/1.1, with some parts overridden. */
function encodeMessage(request: FuzzRequest, overrides: MessageOverrides): Buffer {
  const { method, path, headers, origin } = request;
  const body = overrides.body ?? bodyOf(request);
  const end = overrides.end ?? '\r\n';
  const defaultHeaders = [`Host: ${new URL(origin).host}`, `Content-Length: ${body.length}`];
  const headerLines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`);
  const line = overrides.line ?? `${method} ${path.replace(/[\r\n]/g, ' ')} HTTP/1.1`;
  const lines = [line, ...headerLines, 'Connection: close', ...(overrides.headers ?? defaultHeaders)];
  return Buffer.concat([latin1Bytes(utf8AsLatin1(`${lines.join(end)}${end}${end}`)), body]);
}

const hostOf = ({ origin }: FuzzRequest): string => `Host: ${new URL(origin).host}`;
const chunkedBody = (body: Buffer): Buffer => {
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  const written = parts.map((part) =>
    Buffer.concat([latin1Bytes(`${part.length.toString(16)};ext=1\r\n`), part, latin1Bytes('\r\n')]),
  );
  return Buffer.concat([...written, latin1Bytes('0\r\nTrailer: x\r\n\r\n')]);
};
const withHeaders = (name: string, ...extra: readonly string[]): WireFormat => ({
  name,
  encode: (request) =>
    encodeMessage(request, { headers: [hostOf(request), ...extra, `Content-Length: ${bodyOf(request).length}`] }),
});
const withRequestLine = (name: string, line: (request: FuzzRequest) => string): WireFormat => ({
  name,
  encode: (request) => encodeMessage(request, { line: line(request) }),
});
const withFraming = (name: string, ...framing: readonly string[]): WireFormat => ({
  name,
  encode: (request) => encodeMessage(request, { headers: [hostOf(request), ...framing] }),
});

/** Encodes a request without deviation. */
export const standardFormat: WireFormat = { name: 'standard', encode: (request) => encodeMessage(request, {}) };

/** All wire formats. */
export const wireFormats: readonly WireFormat[] = [
  standardFormat,
  standardFormat,
  {
    name: 'in chunks',
    encode: (request) =>
      encodeMessage(request, {
        headers: [hostOf(request), 'Transfer-Encoding: chunked'],
        body: chunkedBody(bodyOf(request)),
      }),
  },
  {
    name: 'in broken chunks',
    encode: (request) =>
      encodeMessage(request, {
        headers: [hostOf(request), 'Transfer-Encoding: chunked'],
        body: latin1Bytes('zz\r\nx\r\n'),
      }),
  },
  withRequestLine('in HTTP/1.0', ({ method, path }) => `${method} ${path.replace(/[\r\n ]/g, '+')} HTTP/1.0`),
  withRequestLine('in HTTP/2.0', ({ method, path }) => `${method} ${path} HTTP/2.0`),
  withRequestLine('with a lower-case method', ({ method, path }) => `${method.toLowerCase()} ${path} HTTP/1.1`),
  withRequestLine('with an unknown method', ({ path }) => `FROBNICATE ${path} HTTP/1.1`),
  withRequestLine('with CONNECT', () => 'CONNECT example.com:443 HTTP/1.1'),
  withRequestLine('to an absolute URL', ({ method, origin, path }) => `${method} ${origin}${path} HTTP/1.1`),
  withRequestLine('to a broken absolute URL', ({ method, path }) => `${method} http://[${path} HTTP/1.1`),
  withRequestLine('to a broken host', ({ method, path }) => `${method} http://a:b:c${path} HTTP/1.1`),
  withRequestLine('to another scheme', ({ method }) => `${method} ftp://example.com/x HTTP/1.1`),
  withRequestLine('to the server', () => 'OPTIONS * HTTP/1.1'),
  withRequestLine('to an asterisk', ({ method }) => `${method} * HTTP/1.1`),
  withRequestLine('with an empty target', ({ method }) => `${method}  HTTP/1.1`),
  withRequestLine('to two slashes', ({ method, path }) => `${method} /${path} HTTP/1.1`),
  withRequestLine('without a version', ({ method, path }) => `${method} ${path}`),
  withRequestLine('with a long line', ({ method, path }) => `${method} ${path}${'x'.repeat(40_000)} HTTP/1.1`),
  withRequestLine('with a very long line', ({ method, path }) => `${method} ${path}${'x'.repeat(200_000)} HTTP/1.1`),
  { name: 'with bare line feeds', encode: (request) => encodeMessage(request, { end: '\n' }) },
  {
    name: 'without a host',
    encode: (request) => encodeMessage(request, { headers: [`Content-Length: ${bodyOf(request).length}`] }),
  },
  withHeaders('with two hosts', 'Host: evil.example'),
  withHeaders('with Expect: 100-continue', 'Expect: 100-continue'),
  withHeaders('with an unknown expectation', 'Expect: miracles'),
  withHeaders('with an upgrade', 'Connection: upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'),
  withHeaders(
    'with an upgrade to HTTP/2',
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  ),
  withHeaders('with a folded header', 'X-Folded: a', ' b'),
  withHeaders('with a space before a colon', 'X-Space : a'),
  withHeaders('with a nameless header', ': a'),
  withHeaders('with a header without a colon', 'nothing'),
  withHeaders('with NUL in a header', 'X-Nul: a\0b'),
  withHeaders('with a long header', `X-Long: ${'x'.repeat(50_000)}`),
  withHeaders('with very long headers', `X-Long: ${'x'.repeat(300_000)}`),
  withHeaders('with many headers', ...Array.from({ length: 2500 }, (_, index) => `X-${index}: 1`)),
  withHeaders('with two authorizations', 'Authorization: Basic a', 'Authorization: Bearer b'),
  withHeaders('with two types', 'Content-Type: application/json', 'Content-Type: text/plain'),
  withHeaders('with a wrong content encoding', 'Content-Encoding: gzip'),
  withHeaders('with an unknown encoding', 'Content-Encoding: rot13'),
  withHeaders('with several encodings', 'Content-Encoding: gzip, br'),
  withFraming('with two lengths', 'Content-Length: 1', 'Content-Length: 2'),
  withFraming('with a negative length', 'Content-Length: -1'),
  withFraming('with a non-numeric length', 'Content-Length: x'),
  withFraming('with a length and chunks', 'Content-Length: 4', 'Transfer-Encoding: chunked'),
  withFraming('with another transfer coding', 'Transfer-Encoding: gzip'),
  withFraming('with chunked as the first of two codings', 'Transfer-Encoding: chunked, gzip'),
  withFraming('with an identity coding', 'Transfer-Encoding: identity'),
  {
    name: 'as binary noise',
    encode: () => Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 73 + 22) % 256)),
  },
  { name: 'as TLS', encode: () => Buffer.from('16030100c8010000c40303', 'hex') },
  { name: 'as HTTP/2', encode: () => latin1Bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') },
  {
    name: 'after an empty line',
    encode: (request) => Buffer.concat([latin1Bytes('\r\n'), encodeMessage(request, {})]),
  },
  {
    name: 'as the last of three pipelined requests',
    encode: (request) => {
      const keepAliveRequest = ['GET / HTTP/1.1', hostOf(request), '', ''].join('\r\n');
      return Buffer.concat([latin1Bytes(keepAliveRequest), latin1Bytes(keepAliveRequest), encodeMessage(request, {})]);
    },
    responseCount: 3,
  },
];
