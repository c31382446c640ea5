import { expect, it } from '@jest/globals';
import { startServer } from './server.ts';

it('connections are kept for longer than a minute, after which proxies give up theirs', async () => {
  const listening = await startServer((_request, response) => void response.end(), { name: 'a test', port: 0 });
  const answer = await fetch(`http://localhost:${listening.port}`);
  const seconds = Number(/timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(60);
  await Promise.all([listening.close(), listening.close()]);
});
