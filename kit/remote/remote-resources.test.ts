import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { anonymous } from '../access/caller.ts';
import { createHttpClient } from '../http/client.ts';
import { sequenceType, writeSequence } from '../http/json-sequence.ts';
import { startServer } from '../http/server.ts';
import { createInternalApiClient } from './internal-api.ts';
import { succeed } from '../resource/problems.ts';
import { JsonFragment } from '../util/json-fragment.ts';
import { createRemoteResources } from './remote-resources.ts';
import { createResourceClient } from './requests.ts';
import { meantServices } from './service-names.ts';

describe('a request to another service', () => {
  it("carries the caller's credentials and the id of the request that caused it", async () => {
    const receivedHeaders: IncomingHttpHeaders[] = [];
    const server = await startServer(
      (request, response) => {
        receivedHeaders.push(request.headers);
        response.end('{"_links":{},"_meta":{"total":0},"_embedded":{"book":[]}}');
      },
      { name: 'test', port: 0 },
    );
    const client = createHttpClient({ timeoutMs: 30_000 });
    const href = `http://localhost:${server.port}/books`;
    const locate = () => Promise.resolve({ href, service: 'books-service' });
    const remote = { resource: 'venue', client, hrefOf: () => href, locate, meant: meantServices({}), contentionMs: 0 };
    const internalApi = createInternalApiClient(remote, {
      token: ({ audience, purpose }) => Promise.resolve(`${purpose} ${audience}`),
      learnTime: () => undefined,
    });
    const authorization = () => Promise.resolve({ kind: 'available', authorization: 'Bearer x' } as const);
    for (const requestId of ['request-1', undefined])
      await createRemoteResources(remote, { authorization, requestId, caller: anonymous, internalApi }).find(
        'book',
        {},
      );
    await internalApi.forCaller(anonymous).findReferrers('book', { relation: 'shelf', id: '1', after: '', limit: 1 });
    await client.close();
    await server.close();
    expect(receivedHeaders.pop()?.authorization).toBe('Bearer internal books-service');
    expect(receivedHeaders.map(({ authorization, 'x-request-id': id }) => [authorization, id])).toEqual([
      ['Bearer x', 'request-1'],
      ['Bearer x', undefined],
    ]);
  });

  it('for representations takes a sequence of them, and HAL from a service that does not know sequences', async () => {
    const book = { _id: '1', _etag: 'x', _shelf_ref: 's' };
    const head = { _meta: { total: 1 }, columns: { _id: ['1'], _etag: ['x'], _shelf_ref: ['s'] } };
    const accepted: unknown[] = [];
    const server = await startServer(
      (request, response) => {
        accepted.push(request.headers.accept);
        if (request.headers.accept?.startsWith(sequenceType) !== true || request.url?.startsWith('/old') === true)
          return void response.end(JSON.stringify({ _links: {}, _meta: { total: 1 }, _embedded: { book: [book] } }));
        response.setHeader('content-type', `${sequenceType}; charset=utf-8`);
        response.end(writeSequence([JSON.stringify(head), JSON.stringify(book)]));
      },
      { name: 'test', port: 0 },
    );
    const client = createHttpClient({ timeoutMs: 30_000 });
    const found = async (path: string, asText: boolean) => {
      const href = `http://localhost:${server.port}${path}`;
      const remote = {
        ...{ resource: 'venue', client, hrefOf: () => href, meant: meantServices({}), contentionMs: 0 },
        locate: () => Promise.resolve({ href, service: 'books-service' }),
      };
      const authorization = () => Promise.resolve({ kind: 'available', authorization: 'Bearer x' } as const);
      const internalApi = createInternalApiClient(remote, {
        token: () => Promise.resolve(''),
        learnTime: () => undefined,
      });
      const options = { authorization, requestId: undefined, caller: anonymous, internalApi };
      const resources = createRemoteResources(remote, options);
      return resources.findByKeys('book', { field: 'shelf', keys: ['s'], asText });
    };
    const documents = (representation: unknown) => ({
      value: { notEmbedded: {}, documents: [expect.objectContaining({ _id: '1', shelf: 's', representation })] },
    });
    expect(await found('/books', true)).toMatchObject(documents(new JsonFragment(JSON.stringify(book))));
    expect(await found('/old', true)).toMatchObject(documents(book));
    expect(await found('/books', false)).toMatchObject(documents(book));
    const withSequence = 'application/json-seq, application/hal+json;q=0.9';
    expect(accepted).toEqual([withSequence, withSequence, 'application/hal+json']);
    await client.close();
    await server.close();
  });

  it.each([
    ['cannot be reached', { href: 'http://127.0.0.1:1/books', service: 'library' }, 'library'],
    ['is not registered', undefined, 'books-service'],
  ])('that %s names the service', async (_, located, service) => {
    const client = createHttpClient({ timeoutMs: 1000 });
    const remote = {
      client,
      hrefOf: () => undefined,
      locate: () => Promise.resolve(located),
      meant: meantServices({}),
    };
    const { call } = createResourceClient(remote, { headersFor: () => Promise.resolve(succeed({})) });
    expect(await call('book', { method: 'POST' })).toMatchObject({ problem: { unavailableService: service } });
    await client.close();
  });
});
