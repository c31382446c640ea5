import { expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { block } from '../../test/support/block.ts';
import { collectGarbage } from '../../test/support/collect-garbage.ts';
import { until } from '../../test/support/until.ts';
import { notReady, startServer } from './server.ts';

it('keeps idle connections for longer than the minute after which proxies close theirs', async () => {
  const server = await startServer((_request, response) => void response.end(), { name: 'a test', port: 0 });
  const response = await fetch(`http://localhost:${server.port}`);
  const seconds = Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(60);
  await Promise.all([server.close(), server.close()]);
});

it('holds nothing of a request that has been answered while its connection is idle', async () => {
  const answered: WeakRef<object>[] = [];
  const listener: RequestListener = (request, response) => {
    answered.push(new WeakRef(request), new WeakRef(response));
    response.end();
  };
  const server = await startServer(listener, { name: 'a test', port: 0 });
  const socket = connect(server.port, 'localhost');
  socket.write('PUT /first HTTP/1.1\r\nHost: localhost\r\n\r\nGET /second HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => answered.length === 4);
  await until(() => {
    collectGarbage();
    return answered.every((each) => each.deref() === undefined);
  });
  expect(socket.readyState).toBe('open');
  socket.destroy();
  await server.close();
});

it('names the port and the variable that sets it if another process listens there', async () => {
  const options = { name: 'venues-service', portVariable: 'PORT_VENUES' };
  const first = await startServer(notReady, { ...options, port: 0 });
  await expect(startServer(notReady, { ...options, port: first.port })).rejects.toThrow(
    `port ${first.port} is in use, but venues-service must listen on it: stop the other process, or set PORT_VENUES to another port`,
  );
  await first.close();
});

/** A program that connects 1000 times to a port, and prints how many connections are open when no more open. */
const connectOften = `
  import { connect } from 'node:net';
  let [opened, before] = [0, -1];
  for (let index = 0; index < 1000; index++)
    connect(Number(process.argv.at(-1)), '127.0.0.1').once('connect', () => opened++);
  setInterval(() => {
    if (opened === 1000 || opened === before) process.exit(console.log(opened));
    before = opened;
  }, 3000);`;

/** The most connections that this system lets wait: on others than Linux it is taken to be 128. */
function mostWaiting(): number {
  const file = '/proc/sys/net/core/somaxconn';
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 128;
}

it('lets many connections wait while it is busy', async () => {
  const server = await startServer(notReady, { name: 'a test', port: 0 });
  // This process accepts nothing meanwhile.
  const opened = execFileSync(process.execPath, ['--input-type=module', '-e', connectOften, String(server.port)]);
  expect(Number(opened)).toBeGreaterThanOrEqual(Math.min(1000, mostWaiting()));
  await server.close();
});

/** A program that sends 300 requests for a path, each on a connection of its own, and then one for another. */
const crowd = `
  import { connect } from 'node:net';
  const send = (path) => connect(Number(process.argv.at(-1)), '127.0.0.1').write('GET ' + path + ' HTTP/1.0\\r\\n\\r\\n');
  for (let index = 0; index < 300; index++) send('/crowd');
  setTimeout(send, 200, '/other');`;

it('accepts a crowd of connections before it serves them, so that others do not wait behind it', async () => {
  const begun: string[] = [];
  const serve: RequestListener = (request, response) => {
    begun.push(request.url ?? '');
    block(3);
    response.end();
  };
  const server = await startServer(serve, { name: 'a test', port: 0 });
  const program = spawn(process.execPath, ['--input-type=module', '-e', crowd, String(server.port)]);
  // All have come when this process attends to the first.
  block(3000);
  while (!begun.includes('/other')) await delay(1);
  expect(begun.length).toBeLessThan(100);
  program.kill();
  await once(program, 'exit');
  await server.close();
});
