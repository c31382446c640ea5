import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { lazy } from '../util/lazy.ts';
import { latestResponseOn } from './malformed-requests.ts';
import { createSilenceCheck, isPending } from './silent-connections.ts';

/** Closes the connections of a server without cutting off a request that it has accepted. */
export interface ConnectionDrain {
  /**
   * Whether a request may be handled. While the server stops, the response to it closes its connection. A request that
   * follows such a response is ignored (RFC 9112 §9.6): its client knows that it was not processed.
   */
  admits(response: ServerResponse): boolean;
  /** Whether the server has begun to stop. */
  hasBegun(): boolean;
  /**
   * Begins to stop. Resolves when the connections from before the call are closed, at the latest after `graceMs`. New
   * ones are still accepted, because requests in flight may cause requests of other services to this one. Idempotent.
   */
  drain(): Promise<void>;
  /**
   * Stops accepting connections and waits until all are closed. `graceMs` after stopping began it destroys the rest.
   * Resolves to the number of requests that this cut off. Idempotent.
   */
  close(): Promise<number>;
}

/** Milliseconds for which a connection without a request is kept while the server drains. */
const silenceMs = 500;
/** Milliseconds between two checks for silent connections. */
const checkMs = 25;

/** Whether a pipelined request may follow a response. Of several responses in progress the last closes the connection. */
function mayFollow(previous: ServerResponse | undefined): boolean {
  if (!isPending(previous) || previous.shouldKeepAlive) return true;
  if (previous.headersSent) return false;
  previous.shouldKeepAlive = true;
  return true;
}

/** The open connections of a server. */
function trackConnections(server: Server) {
  const open = new Set<Socket>();
  const listeners = new Set<() => void>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      for (const listener of listeners) listener();
    });
  });
  return { open, listeners };
}

/** Drains the connections that a server accepts from now on. */
export function createConnectionDrain(server: Server, graceMs: number): ConnectionDrain {
  const { open, listeners } = trackConnections(server);
  let deadline = Infinity;
  let silenceLimitMs = 0;

  function begin(): void {
    if (deadline !== Infinity) return;
    deadline = performance.now() + graceMs;
    for (const socket of open) {
      const response = latestResponseOn(socket);
      if (isPending(response) && !response.headersSent) response.shouldKeepAlive = false;
    }
  }

  /** Resolves when these connections are closed, or at the deadline. */
  function waitUntilClosed(sockets: ReadonlySet<Socket>): Promise<void> {
    const closeSilent = createSilenceCheck(silenceLimitMs);
    const isOver = (): boolean => performance.now() >= deadline || ![...sockets].some((socket) => open.has(socket));
    return new Promise((resolve) => {
      const check = (): void => {
        closeSilent([...sockets].filter((socket) => open.has(socket)));
        if (!isOver()) return;
        clearInterval(timer);
        listeners.delete(check);
        resolve();
      };
      const timer = setInterval(check, checkMs);
      listeners.add(check);
      check();
    });
  }

  async function close(): Promise<number> {
    begin();
    // Right after the event loop has accepted connections: the kernel resets those that still wait for that.
    await setImmediate();
    // Not the method of the HTTP server: it destroys connections whose last response is not sent completely.
    NetServer.prototype.close.call(server);
    await waitUntilClosed(open);
    const cutOff = [...open].filter((socket) => isPending(latestResponseOn(socket))).length;
    server.closeAllConnections();
    server.close();
    return cutOff;
  }

  return {
    admits: (response) => {
      if (deadline === Infinity) return true;
      const isAdmitted = mayFollow(latestResponseOn(response.req.socket));
      if (isAdmitted) response.shouldKeepAlive = false;
      return isAdmitted;
    },
    hasBegun: () => deadline !== Infinity,
    drain: lazy(() => {
      begin();
      silenceLimitMs = silenceMs;
      return waitUntilClosed(new Set(open));
    }),
    close: lazy(close),
  };
}
