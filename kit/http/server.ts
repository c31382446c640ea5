import type { Express } from 'express';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adoptMessages, messageClasses } from './express-messages.ts';
import { normalizeRequestTarget, answerMalformedRequests } from './malformed-requests.ts';

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Has this application answer from now on, once and for all. */
  setHandler(app: Express): void;
  /** Stops accepting, lets what is under way finish for `graceMs`, then ends the rest. Closing twice is harmless. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Who wants the port, for the message when it is taken. */
  readonly name: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Bytes of request line and headers; a larger one is answered 431. */
  readonly maxHeaderBytes?: number;
  /** Milliseconds that requests under way have when the server closes; 3000 if not given. */
  readonly graceMs?: number;
}

/** A port that another process listens on; the message names who wanted it. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/**
 * Milliseconds for which a connection is kept that nobody uses: longer than the minute after which proxies and clients
 * give theirs up, so that none sends a request on one that is just being closed here.
 */
const keepAliveTimeout = 65_000;

/** Answers until an application is ready to. */
export const notReady: RequestListener = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();

/** Listens on all interfaces; rejects with `PortInUse` when the port is taken. */
export async function startServer(listener: RequestListener, options: ServerOptions): Promise<RunningServer> {
  const classes = messageClasses();
  let answer = listener;
  const server = createServer(
    // Without a host it is refused with a problem, which Node by itself does not say.
    { maxHeaderSize: options.maxHeaderBytes ?? 16_384, requireHostHeader: false, keepAliveTimeout, ...classes },
    normalizeRequestTarget((request, response) => answer(request, response)),
  );
  answerMalformedRequests(server);
  await listen(server, options);
  let closing: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    setHandler: (app) => {
      adoptMessages(app, classes);
      answer = app;
    },
    close: () => (closing ??= shut(server, options.graceMs ?? 3000)),
  };
}

function listen(server: Server, { name, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is in use, but ${name} is to listen on it: stop what listens there, or move ${name}`;
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(taken) : error);
    });
    server.listen(port, () => resolve());
  });
}

function shut(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
