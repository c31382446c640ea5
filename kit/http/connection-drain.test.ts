import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { until } from '../../test/support/until.ts';
import { startServer, type RunningServer } from './server.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** A connection that records what it receives. */
interface Connection {
  readonly socket: Socket;
  received(): string;
  /** Resolves when the server has closed the connection; rejects if it was reset. */
  readonly closed: Promise<string>;
}

describe('a server that stops', () => {
  const pending: ServerResponse[] = [];
  const handled: string[] = [];
  let server: RunningServer | undefined;
  afterEach(async () => {
    for (const response of pending.splice(0)) response.end();
    handled.length = 0;
    await server?.close();
  });

  const listener: RequestListener = ({ url = '' }, response) => {
    handled.push(url);
    if (url === '/slow') pending.push(response);
    else response.end(url);
  };
  async function start(graceMs?: number): Promise<RunningServer> {
    return (server = await startServer(listener, {
      name: 'test',
      port: 0,
      ...(graceMs === undefined ? {} : { graceMs }),
    }));
  }
  function open({ port }: RunningServer, text: string): Connection {
    let received = '';
    const socket = connect(port, 'localhost', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (received += String(part)));
    const closed = new Promise<string>((resolve, reject) => {
      socket.once('end', () => resolve(received)).once('error', reject);
    });
    return { socket, received: () => received, closed };
  }
  const respond = (): void => void pending.splice(0).map((response) => response.end('done'));

  it('finishes a request in flight, and its response closes the connection', async () => {
    const running = await start();
    const connection = open(running, get('/slow'));
    await until(() => pending.length === 1);
    const stopped = running.drain();
    respond();
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 200[^]*Connection: close[^]*done$/);
    await stopped;
  });

  it('answers a request on a connection that was idle, and accepts others until it is drained', async () => {
    const running = await start();
    const [slow, idle] = [open(running, get('/slow')), open(running, get('/before'))];
    await until(() => idle.received().endsWith('/before') && pending.length === 1);
    const stopped = running.drain();
    idle.socket.write(get('/during'));
    expect(await idle.closed).toMatch(/keep-alive[^]*\/before[^]*Connection: close[^]*\/during$/);
    expect(await open(running, get('/callback')).closed).toMatch(/Connection: close[^]*\/callback$/);
    respond();
    await Promise.all([slow.closed, stopped]);
    await running.close();
    await expect(open(running, get('/late')).closed).rejects.toThrow('ECONNREFUSED');
  });

  it('answers pipelined requests before it closes the connection with the last response', async () => {
    const running = await start();
    const connection = open(running, get('/slow') + get('/second'));
    await until(() => handled.length === 2);
    const stopped = running.drain();
    connection.socket.write(get('/third'));
    await until(() => handled.length === 3);
    respond();
    const received = await connection.closed;
    expect(received.match(/Connection: [\w-]+/g)).toEqual(
      ['keep-alive', 'keep-alive', 'close'].map((each) => `Connection: ${each}`),
    );
    expect(received).toMatch(/done[^]*\/second[^]*\/third$/);
    await stopped;
  });

  it('does not process a request that follows a response with Connection: close', async () => {
    const running = await start();
    const connection = open(running, get('/slow'));
    await until(() => pending.length === 1);
    const stopped = running.drain();
    pending[0]?.writeHead(200).write('par');
    connection.socket.write(get('/ignored'));
    await until(() => connection.received().includes('par'));
    pending.splice(0)[0]?.end('t');
    await connection.closed;
    await stopped;
    expect(handled).toEqual(['/slow']);
  });

  it('closes silent connections, and those that have never sent anything', async () => {
    const running = await start();
    const [idle, silent] = [open(running, get('/before')), open(running, '')];
    await until(() => idle.received().endsWith('/before'));
    await running.drain();
    await running.close();
    await Promise.all([idle.closed, silent.closed]);
  });

  it('cuts off what is in flight after the grace period', async () => {
    const running = await start(50);
    const connection = open(running, get('/slow'));
    const cut = expect(connection.closed)
      .rejects.toThrow(/ECONNRESET|reset/)
      .catch(() => undefined);
    await until(() => pending.length === 1);
    await running.drain();
    await running.close();
    await cut;
    expect(connection.received()).toBe('');
  });
});
