import { expect, it } from '@jest/globals';
import { startServer } from './server.ts';

it('keeps idle connections for longer than the minute after which proxies close theirs', async () => {
  const server = await startServer((_request, response) => void response.end(), { name: 'a test', port: 0 });
  const response = await fetch(`http://localhost:${server.port}`);
  const seconds = Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(60);
  await Promise.all([server.close(), server.close()]);
});
