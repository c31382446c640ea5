import { afterEach, expect, it, jest } from '@jest/globals';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { fakeDate } from '../../test/support/fake-date.ts';
import { until } from '../../test/support/until.ts';
import { anonymous } from '../access/caller.ts';
import { createServiceIdentity } from '../access/service-identity.ts';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { describeCaller } from './caller-shape.ts';
import { createInternalApiClient, type InternalApiClient } from './internal-api.ts';
import { meantServices } from './service-names.ts';

const secret = 'a shared secret';
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const page = { relation: 'shelf', id: '1', after: '', limit: 1 };

afterEach(() => void jest.useRealTimers());

/** Lets the service of shelves send requests to a server of books. Returns what `use` does. */
async function withBooks<T>(
  listener: RequestListener,
  use: (api: InternalApiClient) => Promise<T>,
  serviceSecret = secret,
): Promise<T> {
  const server = await startServer(listener, { name: 'books-service', port: 0 });
  const client = createHttpClient({ timeoutMs: 30_000 });
  const href = `http://localhost:${server.port}/books`;
  const locate = () => Promise.resolve({ href, service: 'books-service' });
  const remote = { resource: 'shelf', client, hrefOf: () => href, locate, meant: meantServices({}), contentionMs: 0 };
  const identity = createServiceIdentity('shelves-service', { secret: serviceSecret, product });
  try {
    return await use(createInternalApiClient(remote, identity));
  } finally {
    await client.close();
    await server.close();
  }
}

/** Sends two requests at the same time. Returns their outcomes. */
const twoRequests = (listener: RequestListener, serviceSecret: string) =>
  withBooks(
    listener,
    (api) => Promise.all([1, 2].map(() => api.forCaller(anonymous).findReferrers('book', page))),
    serviceSecret,
  );

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

it('lets no creation wait for many that refer to another document of this service', async () => {
  const requests: string[][] = [];
  const held: (() => void)[] = [];
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { creations } = (await json(request)) as { creations: readonly { readonly of: { shelf: string } }[] };
    const shelves = creations.map(({ of }) => of.shelf);
    requests.push(shelves);
    const outcomes = creations.map(() => ({ created: true, _id: 'a book' }));
    const end = () => void response.end(JSON.stringify({ outcomes }));
    if (shelves.includes('hot')) held.push(end);
    else end();
  }
  await withBooks(
    (request, response) => void respond(request, response),
    async (api) => {
      const create = (shelf: string) =>
        api.create('book', { of: { shelf }, caller: describeCaller(anonymous) }).then(({ ok }) => ok);
      const hot = Array.from({ length: 30 }, () => create('hot'));
      expect(await create('other')).toBe(true);
      hot.push(create('hot'));
      expect(await create('other')).toBe(true);
      held.shift()?.();
      await until(() => held.length > 0);
      held.shift()?.();
      expect(new Set(await Promise.all(hot))).toEqual(new Set([true]));
    },
  );
  expect(requests).toHaveLength(4);
  expect(requests.filter((shelves) => shelves.includes('hot')).map(({ length }) => length)).toEqual([30, 1]);
});

it('sends a creation once, since its caller may remove the document before a delayed attempt is made', async () => {
  let requests = 0;
  const outcome = await withBooks(
    (request) => {
      requests++;
      request.socket.destroy();
    },
    (api) => api.create('book', { of: {}, caller: describeCaller(anonymous) }),
  );
  expect(outcome).toMatchObject({ ok: false, problem: { kind: { name: 'Unavailable' } } });
  expect(requests).toBe(1);
});
