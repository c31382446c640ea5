import type { Express } from 'express';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lazy } from '../util/lazy.ts';
import { bindMessageClasses, createMessageClasses } from './express-messages.ts';
import { normalizeRequestTarget, answerMalformedRequests } from './malformed-requests.ts';

/** A listening server. */
export interface RunningServer {
  readonly port: number;
  /** Routes all further requests to this application. May be called once. */
  setHandler(app: Express): void;
  /** Stops accepting connections, waits up to `graceMs` for requests in flight, then destroys the rest. Idempotent. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The name of the service, for the error message when the port is in use. */
  readonly name: string;
  /** 0 chooses any free port. */
  readonly port: number;
  /** Maximum size of request line and headers in bytes; larger requests get 431. Defaults to 16,384. */
  readonly maxHeaderBytes?: number;
  /** Milliseconds that requests in flight have to finish when the server closes. Defaults to 3000. */
  readonly graceMs?: number;
}

/** Thrown when another process listens on the port. The message names the service that needs it. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/**
 * Milliseconds for which idle connections are kept: longer than the minute after which proxies and clients close
 * theirs, so that no request arrives on a connection that the server is closing.
 */
const keepAliveTimeout = 65_000;

/** Responds 503 until an application is ready. */
export const notReady: RequestListener = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();

/**
 * Starts a server on all interfaces.
 *
 * @throws {PortInUseError} when another process listens on the port.
 * @example
 * const server = await startServer(notReady, { name: 'venues-service', port: 2113 });
 * server.setHandler(app);
 * await server.close();
 */
export async function startServer(listener: RequestListener, options: ServerOptions): Promise<RunningServer> {
  const classes = createMessageClasses();
  let handler = listener;
  const server = createServer(
    // Node rejects a missing Host without a body; normalizeRequestTarget rejects it with a problem.
    { maxHeaderSize: options.maxHeaderBytes ?? 16_384, requireHostHeader: false, keepAliveTimeout, ...classes },
    normalizeRequestTarget((request, response) => handler(request, response)),
  );
  answerMalformedRequests(server);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    setHandler: (app) => {
      bindMessageClasses(app, classes);
      handler = app;
    },
    close: lazy(() => closeServer(server, options.graceMs ?? 3000)),
  };
}

function listen(server: Server, { name, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        `port ${port} is in use, but ${name} must listen on it: ` + 'stop the other process, or configure another port';
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(message) : error);
    });
    server.listen(port, () => resolve());
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
