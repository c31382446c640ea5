import { setMaxListeners } from 'node:events';
import { Socket } from 'node:net';

/** The reason for which work for a client is aborted. Nobody receives a response. */
export class ClientDisconnectedError extends Error {
  override readonly name = 'ClientDisconnectedError';
}

const signals = new WeakMap<Socket, AbortSignal>();

function watch(socket: Socket): AbortSignal {
  const controller = new AbortController();
  // One operation can wait for many responses at once.
  setMaxListeners(0, controller.signal);
  const abort = (): void => controller.abort(new ClientDisconnectedError('the client has disconnected'));
  if (socket.destroyed) abort();
  else socket.once('close', abort);
  return controller.signal;
}

/**
 * Returns a signal that is aborted with a `ClientDisconnectedError` when a client's connection is closed; undefined if
 * the connection is no TCP socket. A client that has only closed its sending side still waits for its response.
 */
export function disconnectionSignal(socket: unknown): AbortSignal | undefined {
  if (!(socket instanceof Socket)) return undefined;
  const signal = signals.get(socket) ?? watch(socket);
  signals.set(socket, signal);
  return signal;
}
