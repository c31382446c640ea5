import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';

/** A response, as far as the crowd reads it. */
export interface CrowdResponse {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The body; characters that are not ASCII are not decoded. */
  readonly text: string;
}

/** Connections to one origin. Each sends one request at a time. */
export interface Connections {
  /** Sends a request without a body. @throws if there is no response that it can read */
  send(method: string, path: string, authorization: string): Promise<CrowdResponse>;
  close(): void;
}

/** Milliseconds without a byte after which a request has failed. */
const timeoutMs = 60_000;

const endOfHead = '\r\n\r\n';

/** The lines of the headers that are read (RFC 9112 §5). */
const contentLength = /\r\ncontent-length: *([^\r]*)/i;
const retryAfter = /\r\nretry-after: *([^\r]*)/i;

/** Reads a response with a `Content-Length` (RFC 9112 §6.2); undefined as long as a part of it is missing. */
function readResponse(received: string): CrowdResponse | undefined {
  const end = received.indexOf(endOfHead);
  if (end === -1) return undefined;
  const head = received.slice(0, end);
  const length = Number(contentLength.exec(head)?.[1]);
  if (Number.isNaN(length)) throw new Error(`a response without Content-Length: ${head}`);
  const text = received.slice(end + endOfHead.length);
  if (text.length < length) return undefined;
  return { status: Number(head.split(' ', 2)[1]), retryAfter: retryAfter.exec(head)?.[1], text };
}

/** A request that is sent or waits for a connection. */
interface Pending {
  readonly bytes: string;
  readonly resolve: (response: CrowdResponse) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens connections when they are needed, at most so many. A client of HTTP that does no more than the crowd needs takes
 * little of the processor that it shares with the services: waiting for the client is no latency of theirs. So the host
 * is looked up once, too.
 */
export async function openConnections(origin: string, most: number): Promise<Connections> {
  const { hostname, port, host } = new URL(origin);
  const { address } = await lookup(hostname);
  const sockets = new Set<Socket>();
  const idle: ((request: Pending) => void)[] = [];
  const waiting: Pending[] = [];

  function open(first: Pending): void {
    let current: Pending | undefined;
    let received = '';
    const socket = connect({ host: address, port: Number(port), noDelay: true }).setEncoding('latin1');
    const start = (request: Pending): void => {
      [current, received] = [request, ''];
      socket.write(request.bytes);
    };
    const finish = (settle: (request: Pending) => void): void => {
      if (current !== undefined) settle(current);
      current = undefined;
    };
    const fail = (error: Error): void => {
      finish(({ reject }) => reject(error));
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`no response within ${timeoutMs} ms`)));
    socket.on('data', (part: string) => {
      received += part;
      try {
        const response = readResponse(received);
        if (response === undefined) return;
        finish(({ resolve }) => resolve(response));
      } catch (error) {
        return fail(error as Error);
      }
      const next = waiting.shift();
      if (next === undefined) idle.push(start);
      else start(next);
    });
    socket.on('error', fail);
    socket.on('close', () => {
      fail(new Error('the connection was closed'));
      sockets.delete(socket);
      const index = idle.indexOf(start);
      if (index >= 0) idle.splice(index, 1);
    });
    sockets.add(socket);
    start(first);
  }

  return {
    send: (method, path, authorization) =>
      new Promise((resolve, reject) => {
        const head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n`;
        const request = { bytes: `${head}Content-Length: 0${endOfHead}`, resolve, reject };
        const start = idle.pop();
        if (start !== undefined) start(request);
        else if (sockets.size < most) open(request);
        else waiting.push(request);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
