import { connect } from 'node:net';
import { answered, decoded, failed, patienceMs, type Answered, type Reply, type Sent } from './response.ts';

/** A way to put a request on a connection that no client would take. */
export interface Manner {
  readonly name: string;
  /** Everything that is sent. */
  bytes(request: Sent): Buffer;
  /** Answers that are to come; one if not given. */
  readonly answers?: number;
}

const encode = (text: string): Buffer => Buffer.from(text, 'latin1');
const bodyOf = ({ body }: Sent): Buffer => (body === undefined ? Buffer.alloc(0) : Buffer.from(body));
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

interface Parts {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly body?: Buffer;
  readonly end?: string;
}

/** A request, of which some parts are other than usual. */
function write(request: Sent, parts: Parts): Buffer {
  const { method, path, headers, origin } = request;
  const body = parts.body ?? bodyOf(request);
  const end = parts.end ?? '\r\n';
  const usual = [`Host: ${new URL(origin).host}`, `Content-Length: ${body.length}`];
  const own = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`);
  const line = parts.line ?? `${method} ${path.replace(/[\r\n]/g, ' ')} HTTP/1.1`;
  const lines = [line, ...own, 'Connection: close', ...(parts.headers ?? usual)];
  return Buffer.concat([encode(utf8(`${lines.join(end)}${end}${end}`)), body]);
}

const hostOf = ({ origin }: Sent): string => `Host: ${new URL(origin).host}`;
const chunks = (body: Buffer): Buffer => {
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  const written = parts.map((part) =>
    Buffer.concat([encode(`${part.length.toString(16)};ext=1\r\n`), part, encode('\r\n')]),
  );
  return Buffer.concat([...written, encode('0\r\nTrailer: x\r\n\r\n')]);
};
const headed = (name: string, ...extra: readonly string[]): Manner => ({
  name,
  bytes: (request) =>
    write(request, { headers: [hostOf(request), ...extra, `Content-Length: ${bodyOf(request).length}`] }),
});
const lined = (name: string, line: (request: Sent) => string): Manner => ({
  name,
  bytes: (request) => write(request, { line: line(request) }),
});
const framed = (name: string, ...framing: readonly string[]): Manner => ({
  name,
  bytes: (request) => write(request, { headers: [hostOf(request), ...framing] }),
});

/** The request, and nothing strange about it. */
export const asItIs: Manner = { name: 'as it is', bytes: (request) => write(request, {}) };

/** Every way. */
export const manners: readonly Manner[] = [
  asItIs,
  asItIs,
  {
    name: 'in chunks',
    bytes: (request) =>
      write(request, { headers: [hostOf(request), 'Transfer-Encoding: chunked'], body: chunks(bodyOf(request)) }),
  },
  {
    name: 'in broken chunks',
    bytes: (request) =>
      write(request, { headers: [hostOf(request), 'Transfer-Encoding: chunked'], body: encode('zz\r\nx\r\n') }),
  },
  lined('in HTTP/1.0', ({ method, path }) => `${method} ${path.replace(/[\r\n ]/g, '+')} HTTP/1.0`),
  lined('in HTTP/2.0', ({ method, path }) => `${method} ${path} HTTP/2.0`),
  lined('with a lower-case method', ({ method, path }) => `${method.toLowerCase()} ${path} HTTP/1.1`),
  lined('with an unknown method', ({ path }) => `FROBNICATE ${path} HTTP/1.1`),
  lined('with CONNECT', () => 'CONNECT example.com:443 HTTP/1.1'),
  lined('to an absolute URL', ({ method, origin, path }) => `${method} ${origin}${path} HTTP/1.1`),
  lined('to a broken absolute URL', ({ method, path }) => `${method} http://[${path} HTTP/1.1`),
  lined('to a broken host', ({ method, path }) => `${method} http://a:b:c${path} HTTP/1.1`),
  lined('to another scheme', ({ method }) => `${method} ftp://example.com/x HTTP/1.1`),
  lined('to the server', () => 'OPTIONS * HTTP/1.1'),
  lined('to an asterisk', ({ method }) => `${method} * HTTP/1.1`),
  lined('to nothing', ({ method }) => `${method}  HTTP/1.1`),
  lined('to two slashes', ({ method, path }) => `${method} /${path} HTTP/1.1`),
  lined('without a version', ({ method, path }) => `${method} ${path}`),
  lined('with a long line', ({ method, path }) => `${method} ${path}${'x'.repeat(40_000)} HTTP/1.1`),
  lined('with a very long line', ({ method, path }) => `${method} ${path}${'x'.repeat(200_000)} HTTP/1.1`),
  { name: 'with bare line feeds', bytes: (request) => write(request, { end: '\n' }) },
  {
    name: 'without a host',
    bytes: (request) => write(request, { headers: [`Content-Length: ${bodyOf(request).length}`] }),
  },
  headed('with two hosts', 'Host: evil.example'),
  headed('with an expectation', 'Expect: 100-continue'),
  headed('with a strange expectation', 'Expect: miracles'),
  headed('with an upgrade', 'Connection: upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'),
  headed(
    'with an upgrade to HTTP/2',
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  ),
  headed('with a folded header', 'X-Folded: a', ' b'),
  headed('with a space before a colon', 'X-Space : a'),
  headed('with a nameless header', ': a'),
  headed('with a header that is none', 'nothing'),
  headed('with NUL in a header', 'X-Nul: a\0b'),
  headed('with a long header', `X-Long: ${'x'.repeat(50_000)}`),
  headed('with very long headers', `X-Long: ${'x'.repeat(300_000)}`),
  headed('with many headers', ...Array.from({ length: 2500 }, (_, index) => `X-${index}: 1`)),
  headed('with two authorizations', 'Authorization: Basic a', 'Authorization: Bearer b'),
  headed('with two types', 'Content-Type: application/json', 'Content-Type: text/plain'),
  headed('with an encoding that it has not', 'Content-Encoding: gzip'),
  headed('with an unknown encoding', 'Content-Encoding: rot13'),
  headed('with several encodings', 'Content-Encoding: gzip, br'),
  framed('with two lengths', 'Content-Length: 1', 'Content-Length: 2'),
  framed('with a negative length', 'Content-Length: -1'),
  framed('with a length that is none', 'Content-Length: x'),
  framed('with a length and chunks', 'Content-Length: 4', 'Transfer-Encoding: chunked'),
  framed('with another transfer coding', 'Transfer-Encoding: gzip'),
  framed('with chunked not last', 'Transfer-Encoding: chunked, gzip'),
  framed('with an identity coding', 'Transfer-Encoding: identity'),
  { name: 'as noise', bytes: () => Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 73 + 22) % 256)) },
  { name: 'as TLS', bytes: () => Buffer.from('16030100c8010000c40303', 'hex') },
  { name: 'as HTTP/2', bytes: () => encode('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') },
  { name: 'after an empty line', bytes: (request) => Buffer.concat([encode('\r\n'), write(request, {})]) },
  {
    name: 'three at once',
    bytes: (request) => {
      const kept = ['GET / HTTP/1.1', hostOf(request), '', ''].join('\r\n');
      return Buffer.concat([encode(kept), encode(kept), write(request, {})]);
    },
    answers: 3,
  },
];

interface Read {
  readonly answer: Answered;
  readonly rest: Buffer;
}

/** The first answer of what came back; undefined when it is not there, or not whole. */
function readAnswer(bytes: Buffer, isHead: boolean): Read | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [line = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]);
  const rest = bytes.subarray(split + 4);
  if (status === 100) return readAnswer(rest, isHead);
  const headers = Object.fromEntries(
    lines.map((each) => [each.slice(0, each.indexOf(':')).toLowerCase(), each.slice(each.indexOf(':') + 1).trim()]),
  );
  if (Number.isNaN(status)) return undefined;
  const body = isHead || status === 204 || status === 304 ? { text: Buffer.alloc(0), rest } : readBody(rest, headers);
  if (body === undefined) return undefined;
  return { answer: { status, headers, text: decoded(body.text, headers) }, rest: body.rest };
}

function readBody(bytes: Buffer, headers: Readonly<Record<string, string>>) {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? bytes.length);
    return bytes.length < length ? undefined : { text: bytes.subarray(0, length), rest: bytes.subarray(length) };
  }
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end < 0 ? NaN : parseInt(bytes.subarray(at, end).toString(), 16);
    if (Number.isNaN(size) || bytes.length < end + size + 4) return undefined;
    if (size === 0) return { text: Buffer.concat(parts), rest: bytes.subarray(end + 4) };
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + size + 4;
  }
}

function receive(
  request: Sent,
  bytes: Buffer,
): Promise<{ readonly received: Buffer; readonly fault: string | undefined }> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let fault: string | undefined;
    const { hostname, port } = new URL(request.origin);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')));
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => socket.end());
    socket.on('error', (error) => (fault = error.message));
    socket.on('close', () => resolve({ received: Buffer.concat(parts), fault }));
  });
}

/** Sends a request in such a manner over a connection of its own; the reply is the last answer of those that are to come. */
export async function sendRaw(request: Sent, { bytes, answers = 1 }: Manner): Promise<Reply> {
  const written = bytes(request);
  const { received, fault } = await receive(request, written);
  const isHead = /(?:^|\r\n)HEAD /.test(written.subarray(0, 500).toString('latin1'));
  let rest = received;
  for (let count = 1; ; count++) {
    const read = readAnswer(rest, isHead && count === answers);
    if (read === undefined)
      return failed(
        `answer ${count} of ${answers} is not whole: ${JSON.stringify(rest.subarray(0, 200).toString('latin1'))} ${fault ?? ''}`,
      );
    if (count === answers) return answered(read.answer);
    rest = read.rest;
  }
}
