import { afterEach, expect, it, jest } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { fakeDate } from '../../test/support/fake-date.ts';
import { anonymous } from '../access/caller.ts';
import { createServiceIdentity } from '../access/service-identity.ts';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { createInternalApiClient } from './internal-api.ts';
import { meantServices } from './service-names.ts';

const secret = 'a shared secret';
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const page = { relation: 'shelf', id: '1', after: '', limit: 1 };

afterEach(() => void jest.useRealTimers());

/** Sends two requests at the same time to a server of books. Returns their outcomes. */
async function twoRequests(listener: RequestListener, serviceSecret: string) {
  const server = await startServer(listener, { name: 'books-service', port: 0 });
  const client = createHttpClient({ timeoutMs: 30_000 });
  const href = `http://localhost:${server.port}/books`;
  const locate = () => Promise.resolve({ href, service: 'books-service' });
  const remote = { client, hrefOf: () => href, locate, meant: meantServices({}), contentionMs: 0 };
  const identity = createServiceIdentity('shelves-service', { secret: serviceSecret, product });
  const internalApi = createInternalApiClient(remote, identity).forCaller(anonymous);
  const outcomes = await Promise.all([1, 2].map(() => internalApi.findReferrers('book', page)));
  await client.close();
  await server.close();
  return outcomes;
}

/** Answers requests whose service token is valid, when two have come. */
function guarded(): RequestListener {
  const books = createServiceIdentity('books-service', { secret, product });
  const rejections: (() => void)[] = [];
  return (request, response) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    void books.verify(token, 'internal').then((service) => {
      response.statusCode = service === undefined ? 401 : 200;
      // The clock of this service is ahead. Both rejections are from the same second.
      response.setHeader('date', new Date(Date.now()).toUTCString());
      const end = () => void response.end(JSON.stringify({ settled: [], coming: [] }));
      if (service !== undefined) return end();
      rejections.push(end);
      if (rejections.length >= 2) rejections.splice(0).forEach((each) => each());
    });
  };
}

it('repeats all requests that a service rejected whose clock is ahead', async () => {
  fakeDate(new Date(Date.now() + 7_200_000));
  const outcomes = await twoRequests(guarded(), secret);
  expect(outcomes).toEqual([1, 2].map(() => ({ ok: true, value: { settled: [], coming: [] } })));
});

it('says that a service is unavailable that rejects the token of this service: the caller is not at fault', async () => {
  for (const outcome of await twoRequests(guarded(), 'another secret'))
    expect(outcome).toMatchObject({
      ok: false,
      problem: {
        kind: { name: 'Unavailable', status: 503 },
        detail: expect.stringContaining('books-service does not accept requests of this service'),
        unavailableService: 'books-service',
      },
    });
});
