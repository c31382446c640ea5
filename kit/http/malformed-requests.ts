import { STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { legacyErrorMembers } from './legacy-error-members.ts';
import { methods } from './methods.ts';
import { parseUrl } from '../util/parse-url.ts';

/** The rejection of a request that violates HTTP and never reaches the application. */
interface RejectedRequest {
  readonly status: number;
  /** What is wrong, and what would be right. */
  readonly detail: string;
}

const allowedMethods = methods.join(', ');
/** Milliseconds for which further input is read and discarded, so that the client can read the response. */
const lingerMs = 2000;

/** Renders a problem (RFC 9457) with the members that older clients read. */
function renderRejection({ status, detail }: RejectedRequest): string {
  const title = STATUS_CODES[status] ?? '';
  return JSON.stringify({ type: 'about:blank', title, status, detail, ...legacyErrorMembers(status, detail) });
}

const malformedMessage: RejectedRequest = {
  status: 400,
  detail: 'the request is not a valid HTTP/1.1 message (RFC 9112)',
};
const byCode: Readonly<Record<string, RejectedRequest>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'the request line and headers are larger than this server accepts' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long to arrive' },
};
const connectRejected: RejectedRequest = {
  status: 405,
  detail: 'CONNECT is not supported: this server is not a proxy',
};

/**
 * Writes a rejection to a connection that can serve no further requests, and closes it. The response to `HEAD` has no
 * body (RFC 9110 §9.3.2).
 */
function rejectOnSocket(socket: Duplex, rejection: RejectedRequest, isHead = false): void {
  const body = renderRejection(rejection);
  const head = [
    `HTTP/1.1 ${rejection.status} ${STATUS_CODES[rejection.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(rejection.status === 405 ? [`Allow: ${allowedMethods}`] : []),
    'Connection: close',
  ];
  socket.write([...head, '', isHead ? '' : body].join('\r\n'));
  closeInTime(socket);
}

/** Closes a connection, after the client has had time to read what was sent. */
function closeInTime(socket: Duplex): void {
  socket.end();
  const linger = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.resume().once('close', () => clearTimeout(linger));
}

/** The latest response on a connection, and the one before it if that was still to be sent when the request came. */
interface LatestResponse {
  readonly response: ServerResponse;
  before: ServerResponse | undefined;
}

const latestResponses = new WeakMap<Duplex, LatestResponse>();
/**
 * Returns the response to the latest request on a connection; undefined before the first one. One that has been sent is
 * only remembered if its connection closes, or if a part of its request is missing.
 */
export const latestResponseOn = (socket: Duplex): ServerResponse | undefined => latestResponses.get(socket)?.response;

function rememberLatest(response: ServerResponse): void {
  const { socket } = response.req;
  const before = latestResponseOn(socket);
  latestResponses.set(socket, { response, before: before?.writableFinished === false ? before : undefined });
  response.once('finish', () => forgetSent(response));
}

/** Forgets a response that has been sent, with all that belongs to it: connections are idle for far longer than busy. */
function forgetSent(response: ServerResponse): void {
  const { socket, complete } = response.req;
  if (!response.shouldKeepAlive || !complete) return;
  const latest = latestResponses.get(socket);
  if (latest?.response === response) latestResponses.delete(socket);
  else if (latest?.before === response) latest.before = undefined;
}

/** Runs an action when a response has been sent, unless it is the connection's last. */
function afterResponse(response: ServerResponse | undefined, run: () => void): void {
  if (response === undefined) return run();
  const proceed = (): void => {
    if (response.shouldKeepAlive) run();
  };
  if (response.writableFinished) proceed();
  else response.once('finish', proceed);
}

/** Connections on which a message was rejected: nothing after it is understood or served. */
const rejectedOn = new WeakSet<Duplex>();

/**
 * Rejects a message, once per connection, in the order of the requests (RFC 9112 §9.3.2): after the responses to those
 * before it. A message that breaks off in its body is the latest request; if its response has begun, that is its answer.
 */
function rejectInTurn(socket: Duplex, rejection: RejectedRequest, isHead = false): void {
  if (rejectedOn.has(socket)) return;
  rejectedOn.add(socket);
  const { response, before } = latestResponses.get(socket) ?? {};
  const own = response?.req.complete === false ? response : undefined;
  afterResponse(own === undefined ? response : before, () => {
    if (own?.headersSent === true) afterResponse(own, () => closeInTime(socket));
    else if (socket.writable) rejectOnSocket(socket, rejection, isHead);
  });
}

/** Rejects a CONNECT, for which Node takes its own listeners off the connection. */
function rejectConnect(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => {
    const { response, before } = latestResponses.get(socket) ?? {};
    for (const each of [before, response]) if (each?.socket === socket) each.emit('drain');
  });
  // So that the end of the connection is noticed.
  socket.resume();
  rejectInTurn(socket, connectRejected);
}

/**
 * An error of Node's HTTP parser. `rawPacket` is the chunk that it was parsing: the start of the request if that came
 * whole.
 */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

/** Rejects a message that the parser cannot read. */
function handleParserError({ code = '', rawPacket }: ParserError, socket: Duplex): void {
  if (code === 'ECONNRESET') socket.destroy();
  else rejectInTurn(socket, byCode[code] ?? malformedMessage, rawPacket?.toString('latin1', 0, 5) === 'HEAD ');
}

/** Responds with a rejection, and closes the connection. */
function reject(response: ServerResponse, rejection: RejectedRequest): void {
  const body = renderRejection(rejection);
  response.shouldKeepAlive = false;
  const headers = { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(rejection.status, headers).end(body);
}

const expectationFailed: RejectedRequest = { status: 417, detail: 'the only supported Expect value is 100-continue' };

/** Answers requests with a problem that Node would otherwise drop or answer without a body. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', handleParserError);
  server.on('connect', (_request, socket) => rejectConnect(socket));
  server.on('checkExpectation', (request, response) => {
    if (rejectedOn.has(request.socket)) return;
    rememberLatest(response);
    reject(response, expectationFailed);
  });
}

const unreserved = /[A-Za-z\d._~-]/;

/**
 * Decodes the percent-encoded unreserved characters of a path, so that equivalent paths are equal (RFC 3986 §6.2.2.2).
 * The query is left as it is.
 */
function normalizePath(target: string): string {
  const [path = ''] = target.split('?', 1);
  if (!path.includes('%')) return target;
  const normalized = path.replace(/%([\da-f]{2})/gi, (encoded, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return unreserved.test(character) ? character : encoded;
  });
  return `${normalized}${target.slice(path.length)}`;
}

/** Converts a request target to a path (RFC 9112 §3.2); undefined when it is neither a path nor an HTTP URL. */
function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  const url = /^https?:\/\//i.test(target) ? parseUrl(target) : undefined;
  return url && `${url.pathname}${url.search}`;
}

/** Returns why a request is rejected, or undefined when it is valid. */
function validate({ httpVersion, headersDistinct: { host = [] } }: IncomingMessage, path: string | undefined) {
  if (host.length > 1) return { status: 400, detail: 'the request has more than one Host header' };
  if (host.length === 0 && httpVersion === '1.1') return { status: 400, detail: 'HTTP/1.1 requires a Host header' };
  return path === undefined
    ? { status: 400, detail: 'the request target must be a path or an http(s) URL' }
    : undefined;
}

/**
 * Rejects requests with a missing or repeated Host or an invalid target, and passes on the rest with a path as target.
 * Ignores what arrives after a message that was rejected, such as the end of one that took too long.
 */
export const normalizeRequestTarget =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    if (rejectedOn.has(request.socket)) return;
    rememberLatest(response);
    const target = request.url ?? '';
    if (target === '*' && request.method === 'OPTIONS')
      return void response.writeHead(204, { allow: allowedMethods }).end();
    const path = pathOf(target);
    const rejection = validate(request, path);
    if (rejection !== undefined) return reject(response, rejection);
    request.url = path === undefined ? path : normalizePath(path);
    listener(request, response);
  };
