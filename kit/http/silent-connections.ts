import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { latestResponseOn } from './malformed-requests.ts';

/** Whether a response is still to be sent, or not sent completely. */
export const isPending = (response: ServerResponse | undefined): response is ServerResponse =>
  response !== undefined && !response.writableFinished && !response.destroyed;

/**
 * Creates a check that closes connections which have no response in progress and have received nothing for `timeoutMs`.
 * The time of a connection begins with the first check.
 */
export function createSilenceCheck(timeoutMs: number): (connections: Iterable<Socket>) => void {
  const activity = new WeakMap<Socket, { readonly bytesRead: number; readonly at: number }>();

  function silentSince(socket: Socket): number | undefined {
    const { bytesRead } = socket;
    const last = activity.get(socket);
    const isPaused = !isPending(latestResponseOn(socket));
    if (isPaused && last?.bytesRead === bytesRead) return last.at;
    const at = performance.now();
    activity.set(socket, { bytesRead, at });
    return isPaused ? at : undefined;
  }

  return (connections) => {
    for (const socket of connections) {
      const since = silentSince(socket);
      if (since !== undefined && performance.now() - since >= timeoutMs) socket.destroySoon();
    }
  };
}
