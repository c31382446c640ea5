import { STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { legacyErrorMembers } from './legacy-error-members.ts';
import { methods } from './methods.ts';

/** A request that no application sees, since it is not what HTTP has. */
interface RejectedRequest {
  readonly status: number;
  /** What is wrong with it, and what would be right. */
  readonly detail: string;
}

const everyMethod = methods.join(', ');
/** Milliseconds for which what a client still sends is read and dropped, so that it can read the answer first. */
const lingerMs = 2000;

/** A problem (RFC 9457) with the members that old clients look for. */
function problem({ status, detail }: RejectedRequest): string {
  const title = STATUS_CODES[status] ?? '';
  return JSON.stringify({ type: 'about:blank', title, status, detail, ...legacyErrorMembers(status, detail) });
}

const unreadable: RejectedRequest = { status: 400, detail: 'the request is not HTTP/1.1 as RFC 9112 has it' };
const byCode: Readonly<Record<string, RejectedRequest>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'the request line and the headers have more bytes than are taken here' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long to arrive' },
};
const tunnel: RejectedRequest = { status: 405, detail: 'this is no proxy: it takes no CONNECT' };

/**
 * Answers on a connection that is of no use any more, and closes it once the client has had time to read. What `HEAD`
 * asks for is answered without the body (RFC 9110 §9.3.2).
 */
function answerOn(socket: Duplex, refusal: RejectedRequest, isHead = false): void {
  const body = problem(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(refusal.status === 405 ? [`Allow: ${everyMethod}`] : []),
    'Connection: close',
  ];
  socket.end([...head, '', isHead ? '' : body].join('\r\n'));
  const linger = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.resume().once('close', () => clearTimeout(linger));
}

/** The answer that was begun last on a connection. */
const begun = new WeakMap<Duplex, ServerResponse>();
/** Whether an answer is on its way, or was the last one: then another would not be understood. */
const isTaken = (response: ServerResponse | undefined): boolean =>
  response?.headersSent === true && !(response.writableFinished && response.shouldKeepAlive);

/** What Node's parser says; with what it was reading, which is the beginning of a request if that came at once. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

/** Once for a connection: whatever follows on it is as wrong. */
function answerBroken({ code = '', rawPacket }: ParserError, socket: Duplex): void {
  if (code === 'ECONNRESET') socket.destroy();
  else if (socket.writable && !isTaken(begun.get(socket)))
    answerOn(socket, byCode[code] ?? unreadable, rawPacket?.toString('latin1', 0, 5) === 'HEAD ');
}

function answer(response: ServerResponse, refusal: RejectedRequest): void {
  const body = problem(refusal);
  const length = Buffer.byteLength(body);
  const headers = { 'content-type': 'application/problem+json', 'content-length': length, connection: 'close' };
  response.writeHead(refusal.status, headers).end(body);
}

const expectation: RejectedRequest = { status: 417, detail: 'nothing but 100-continue can be expected here' };

/** Sees to it that what Node itself would drop, or answer with nothing, is answered with a problem. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', answerBroken);
  server.on('connect', (_request, socket) => answerOn(socket, tunnel));
  server.on('checkExpectation', (_request, response) => answer(response, expectation));
}

/** The target of a request as a path (RFC 9112 §3.2); undefined when it is none of this server. */
function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}

function wrongWith({ httpVersion, headersDistinct: { host = [] } }: IncomingMessage, path: string | undefined) {
  if (host.length > 1) return { status: 400, detail: 'there is more than one Host header' };
  if (host.length === 0 && httpVersion === '1.1') return { status: 400, detail: 'HTTP/1.1 needs a Host header' };
  return path === undefined ? { status: 400, detail: 'the target of the request is no path and no URL' } : undefined;
}

/** Has the application see requests with one host, and a path as their target, whatever form they came in. */
export const normalizeRequestTarget =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    begun.set(request.socket, response);
    const target = request.url ?? '';
    if (target === '*' && request.method === 'OPTIONS')
      return void response.writeHead(204, { allow: everyMethod }).end();
    const path = pathOf(target);
    const refusal = wrongWith(request, path);
    if (refusal !== undefined) return answer(response, refusal);
    request.url = path;
    listener(request, response);
  };
