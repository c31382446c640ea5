import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { openEmbedded } from '../store/embedded.ts';
import { openTokenIssuer } from '../access/token-issuer.ts';
import { verifyToken } from '../access/tokens.ts';
import { steadyNow } from '../util/steady-clock.ts';
import { remoteKeys } from './remote-accounts.ts';

const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };

describe('tokens of an accounts service whose clock differs', () => {
  afterEach(() => void jest.restoreAllMocks());

  it.each([-2, 0, 2])('by %d h are valid by its clock, and expire by it', async (hours) => {
    const aheadMs = hours * 3_600_000;
    const issuer = await openTokenIssuer(await openEmbedded({ directory: undefined }), {
      product,
      tokenSeconds: 60,
      rotationSeconds: 86_400,
    });
    const published = JSON.stringify(await issuer.publicKeys(true));
    const accounts = await startServer(
      (_request, response) => response.setHeader('date', new Date(steadyNow() + aheadMs).toUTCString()).end(published),
      { name: 'test', port: 0 },
    );
    const client = createHttpClient({ timeoutMs: 30_000 });
    const href = `http://localhost:${accounts.port}/jwks`;
    const verification = {
      ...remoteKeys({ client, locate: () => Promise.resolve({ href, service: 'accounts-service' }) }),
      product,
    };
    const issueAt = async (offsetMs: number) => {
      const now = performance.now();
      const clock = jest.spyOn(performance, 'now').mockReturnValue(now + offsetMs);
      const { accessToken } = await issuer.issue(member, undefined);
      clock.mockRestore();
      return accessToken;
    };
    const kinds = [];
    for (const offsetMs of [aheadMs, aheadMs - 120_000])
      kinds.push((await verifyToken(await issueAt(offsetMs), verification)).kind);
    await client.close();
    await accounts.close();
    expect(kinds).toEqual(['valid', 'invalid']);
  });
});

it('fetches the keys once for all who need them at the same time, and again after a minute', async () => {
  const issuer = await openTokenIssuer(await openEmbedded({ directory: undefined }), {
    product,
    tokenSeconds: 600,
    rotationSeconds: 86_400,
  });
  const published = JSON.stringify(await issuer.publicKeys(true));
  let requests = 0;
  const accounts = await startServer((_request, response) => void (requests++, response.end(published)), {
    name: 'test',
    port: 0,
  });
  const client = createHttpClient({ timeoutMs: 30_000 });
  const href = `http://localhost:${accounts.port}/jwks`;
  const { keys } = remoteKeys({ client, locate: () => Promise.resolve({ href, service: 'accounts-service' }) });
  const askTogether = () => Promise.all(Array.from({ length: 20 }, () => keys(false)));
  const sets = await askTogether();
  expect([requests, sets.filter((set) => set?.keys.length !== 1)]).toEqual([1, []]);
  await askTogether();
  expect(requests).toBe(1);
  const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
  await askTogether();
  expect(requests).toBe(2);
  clock.mockRestore();
  await client.close();
  await accounts.close();
});
