import type { Express } from 'express';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lazy } from '../util/lazy.ts';
import type { Log } from '../util/log.ts';
import { createConnectionDrain } from './connection-drain.ts';
import { createFairTurns } from './fair-turns.ts';
import { bindMessageClasses, createMessageClasses } from './express-messages.ts';
import { answerProbes, type ReadinessCheck } from './health-probes.ts';
import { normalizeRequestTarget, answerMalformedRequests } from './malformed-requests.ts';

/** A listening server. */
export interface RunningServer {
  readonly port: number;
  /**
   * Routes all further requests to this application. May be called once.
   *
   * @param readiness Whether the application can serve requests; by default it always can.
   */
  setHandler(app: Express, readiness?: ReadinessCheck): void;
  /**
   * Begins to stop: responses close their connections from now on. Resolves when the connections from before the call
   * are closed; others are still accepted. Idempotent.
   */
  drain(): Promise<void>;
  /**
   * Stops accepting connections and waits for requests in flight. What is left `graceMs` after stopping began is cut
   * off, with a warning in the log. Idempotent.
   */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The name of the service, for messages. */
  readonly name: string;
  /** 0 chooses any free port. */
  readonly port: number;
  /** The environment variable that sets the port, for messages. */
  readonly portVariable?: string;
  /** Maximum size of request line and headers in bytes; larger requests get 431. Defaults to 16,384. */
  readonly maxHeaderBytes?: number;
  /** Milliseconds that requests in flight have to finish when the server stops. Defaults to 3000. */
  readonly graceMs?: number;
  /**
   * The delay of the event loop in milliseconds above which the process is overloaded. A request is late that has waited
   * for half as long behind others for its path, or that comes when the first there has waited for a quarter. Defaults
   * to 0, no limit.
   */
  readonly maxLagMs?: number;
  /** Receives a warning if requests are cut off. */
  readonly log?: Log;
}

/**
 * Thrown when a server cannot listen on its port. The message names the service, the port and the variable that sets it.
 */
export class PortError extends Error {
  override readonly name: string = 'PortError';
}

/** Thrown when another process listens on the port. */
export class PortInUseError extends PortError {
  override readonly name = 'PortInUseError';
}

/**
 * Milliseconds for which idle connections are kept: longer than the minute after which proxies and clients close
 * theirs, so that no request arrives on a connection that the server is closing.
 */
const keepAliveTimeout = 65_000;

/**
 * The most connections that wait to be accepted; the system may allow fewer. One that finds no room tries again after 1,
 * 3, 7, … s: in a stampede the 511 of Node make clients wait for half a minute.
 */
export const backlog = 4096;

/** Responds 503 without a body until an application is ready. */
export const notReady: RequestListener = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();

/**
 * Starts a server on all interfaces. It answers the probes `/health/live` and `/health/ready` itself; it is ready from
 * `setHandler` until it begins to stop.
 *
 * @throws {PortInUseError} when another process listens on the port.
 * @example
 * const server = await startServer(notReady, { name: 'venues-service', port: 2113 });
 * server.setHandler(app);
 * await server.close();
 */
export async function startServer(listener: RequestListener, options: ServerOptions): Promise<RunningServer> {
  const classes = createMessageClasses();
  const graceMs = options.graceMs ?? 3000;
  const turns = createFairTurns((options.maxLagMs ?? 0) / 2);
  let readiness: ReadinessCheck = () => 'starting';
  const handle = (to: RequestListener): RequestListener =>
    normalizeRequestTarget(answerProbes(turns.to(to), () => (drain.hasBegun() ? 'stopping' : readiness())));
  let handler = handle(listener);
  const server = createServer(
    // Node rejects a missing Host without a body; normalizeRequestTarget rejects it with a problem.
    { maxHeaderSize: options.maxHeaderBytes ?? 16_384, requireHostHeader: false, keepAliveTimeout, ...classes },
    (request, response) => {
      if (drain.admits(response)) handler(request, response);
    },
  );
  const drain = createConnectionDrain(server, graceMs);
  server.on('connection', turns.accepted);
  answerMalformedRequests(server);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    setHandler: (app, check = () => 'ok') => {
      bindMessageClasses(app, classes);
      readiness = check;
      handler = handle(app);
    },
    drain: drain.drain,
    close: lazy(async () => {
      const count = await drain.close();
      if (count > 0) options.log?.warn(cutOffMessage(options.name, { count, graceMs }));
    }),
  };
}

const cutOffMessage = (
  name: string,
  { count, graceMs }: { readonly count: number; readonly graceMs: number },
): string =>
  `${name} cut off ${count} ${count === 1 ? 'request that was' : 'requests that were'} still in flight after ${graceMs / 1000} s`;

/** Explains why a server cannot listen; undefined if the error does not concern its port. */
function portErrorOf(code: string | undefined, { name, port, portVariable }: ServerOptions): PortError | undefined {
  const advice = portVariable === undefined ? 'configure another port' : `set ${portVariable} to another port`;
  if (code === 'EADDRINUSE')
    return new PortInUseError(
      `port ${port} is in use, but ${name} must listen on it: stop the other process, or ${advice}`,
    );
  if (code === 'EACCES')
    return new PortError(`${name} is not permitted to listen on port ${port}: ${advice}, above 1023`);
  return undefined;
}

function listen(server: Server, options: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portErrorOf(error.code, options) ?? error));
    server.listen({ port: options.port, backlog }, () => resolve());
  });
}
