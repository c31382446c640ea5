import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { ClientDisconnectedError, disconnectionSignal } from './disconnection.ts';

it('aborts when the connection is closed, and not when the client has only finished sending', async () => {
  const server = createServer({ allowHalfOpen: true }).listen(0);
  const client = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const signal = disconnectionSignal(socket)!;
  expect(disconnectionSignal(socket)).toBe(signal);
  socket.resume();
  client.end();
  await once(socket, 'end');
  expect(signal.aborted).toBe(false);
  client.destroy();
  socket.end();
  if (!signal.aborted) await once(signal, 'abort');
  expect(signal.reason).toBeInstanceOf(ClientDisconnectedError);
  expect(disconnectionSignal(socket)?.aborted).toBe(true);
  server.close();
});

it('is undefined for what is no TCP connection', () => expect(disconnectionSignal({})).toBeUndefined());
