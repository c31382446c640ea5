import { expect, it } from '@jest/globals';
import { notReady, startServer } from './server.ts';

it('keeps idle connections for longer than the minute after which proxies close theirs', async () => {
  const server = await startServer((_request, response) => void response.end(), { name: 'a test', port: 0 });
  const response = await fetch(`http://localhost:${server.port}`);
  const seconds = Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(60);
  await Promise.all([server.close(), server.close()]);
});

it('names the port and the variable that sets it if another process listens there', async () => {
  const options = { name: 'venues-service', portVariable: 'PORT_VENUES' };
  const first = await startServer(notReady, { ...options, port: 0 });
  await expect(startServer(notReady, { ...options, port: first.port })).rejects.toThrow(
    `port ${first.port} is in use, but venues-service must listen on it: stop the other process, or set PORT_VENUES to another port`,
  );
  await first.close();
});
