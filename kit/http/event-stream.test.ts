import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { block } from '../../test/support/block.ts';
import { eventText, sendEventStream, sendStream, type ServerSentEvent } from './event-stream.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  if (server !== undefined) await new Promise((resolve) => server?.close(resolve));
});

type Send = (response: ServerResponse) => Promise<void>;

/** Sends a request to a server that answers with `send`. Returns the response, and how `send` ends. */
async function connect(send: Send): Promise<{ response: IncomingMessage; sent: Promise<unknown> }> {
  let sent: Promise<unknown> | undefined;
  server = createServer((_request, response) => {
    sent = send(response).catch((error: unknown) => error);
  }).listen(0);
  const get = request({ port: (server.address() as AddressInfo).port }).end();
  const [response] = (await once(get, 'response')) as [IncomingMessage];
  return { response: response.setEncoding('utf8'), sent: sent! };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** A source that never yields, and notes its end. */
function silentSource() {
  let stop: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const iterator = {
    next: () => new Promise<IteratorResult<string>>(() => undefined),
    return: () => {
      stop?.();
      return Promise.resolve({ done: true as const, value: undefined });
    },
  };
  return { source: { [Symbol.asyncIterator]: () => iterator }, stopped };
}

it('writes the fields of an event, and each line of its data', () => {
  expect(eventText({ event: 'next', id: '7', data: 'a\nb\r\n' })).toBe(
    'event: next\nid: 7\ndata: a\ndata: b\ndata:\n\n',
  );
  expect(eventText({ event: 'complete', data: '' })).toBe('event: complete\ndata:\n\n');
  expect(eventText({ id: '7' })).toBe('id: 7\n\n');
});

it('sends events and ends with their source', async () => {
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'next', data: '1' };
    await setTimeout(1);
    yield { event: 'next', data: '2' };
  }
  const { response, sent } = await connect((to) => sendEventStream(to, events(), { heartbeatMs: 10_000 }));
  expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(response.headers['cache-control']).toContain('no-transform');
  expect(await textOf(response)).toBe('event: next\ndata: 1\n\nevent: next\ndata: 2\n\n');
  expect(await sent).toBeUndefined();
});

it('sends heartbeats while there is nothing else, and stops the source when the client disconnects', async () => {
  const { source, stopped } = silentSource();
  const { response, sent } = await connect((to) => sendStream(to, source, { heartbeatMs: 5, heartbeat: 'beat ' }));
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.startsWith('beat beat ')) break;
  }
  response.destroy();
  await stopped;
  expect(await sent).toBeUndefined();
});

it('asks for no more than a client reads, and disconnects one that reads nothing', async () => {
  let produced = 0;
  let isReturned = false;
  const chunk = 'x'.repeat(65_536);
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield ((produced += 1), await Promise.resolve(chunk));
    } finally {
      isReturned = true;
    }
  }
  const { response, sent } = await connect((to) => sendStream(to, endless(), { heartbeatMs: 100 }));
  expect(await sent).toBeUndefined();
  expect(isReturned).toBe(true);
  // What fits into the buffers of sockets: some megabytes.
  expect(produced).toBeGreaterThan(0);
  expect(produced).toBeLessThan(1000);
  response.destroy();
});

it('does not disconnect a client that reads, when this process was busy for longer than three heartbeats', async () => {
  const chunk = 'x'.repeat(20_000_000);
  async function* large(): AsyncGenerator<string> {
    // While the chunk is sent, nothing is heard of the client.
    setImmediate(() => block(3000));
    yield await Promise.resolve(chunk);
  }
  const { response, sent } = await connect((to) => sendStream(to, large(), { heartbeatMs: 800 }));
  expect(await textOf(response)).toHaveLength(chunk.length);
  expect(await sent).toBeUndefined();
});

it('does not disconnect a client that reads a long text slowly', async () => {
  const chunk = 'é'.repeat(20_000_000);
  async function* large(): AsyncGenerator<string> {
    yield await Promise.resolve(chunk);
  }
  // The system has room for some megabytes, and says that there is room again when a third of it is read: about 20 parts.
  const heartbeatMs = 500;
  const { response, sent } = await connect((to) => sendStream(to, large(), { heartbeatMs }));
  // Twice the time after which a client is disconnected that reads nothing.
  const readingMs = 6 * heartbeatMs;
  const startedAt = performance.now();
  let length = 0;
  for await (const part of response) {
    length += String(part).length;
    // However large the parts are.
    await setTimeout(Math.max(0, startedAt + readingMs * (length / chunk.length) - performance.now()));
  }
  expect(length).toBe(chunk.length);
  expect(await sent).toBeUndefined();
});

it('cuts the response off when the source fails', async () => {
  const fault = new Error('the source failed');
  async function* failing(): AsyncGenerator<string> {
    yield await Promise.resolve('first');
    throw fault;
  }
  const { response, sent } = await connect((to) => sendStream(to, failing(), { heartbeatMs: 10_000 }));
  await expect(textOf(response)).rejects.toThrow('aborted');
  expect(await sent).toBe(fault);
});
