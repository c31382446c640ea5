import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { anonymous } from '../access/caller.ts';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { createInternalApiClient } from './internal-api.ts';
import { succeed } from '../resource/problems.ts';
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
    const client = createHttpClient({ timeoutMs: 5000 });
    const href = `http://localhost:${server.port}/books`;
    const locate = () => Promise.resolve({ href, service: 'books-service' });
    const remote = { client, hrefOf: () => href, locate, meant: meantServices({}) };
    const internalApi = createInternalApiClient(remote, {
      token: ({ audience, purpose }) => Promise.resolve(`${purpose} ${audience}`),
      learnTime: () => false,
    }).forCaller(anonymous);
    const authorization = () => Promise.resolve({ kind: 'available', authorization: 'Bearer x' } as const);
    for (const requestId of ['request-1', undefined])
      await createRemoteResources(remote, { authorization, requestId, internalApi }).find('book', {});
    await internalApi.findReferrers('book', { relation: 'shelf', id: '1', after: '', limit: 1 });
    await client.close();
    await server.close();
    expect(receivedHeaders.pop()?.authorization).toBe('Bearer internal books-service');
    expect(receivedHeaders.map(({ authorization, 'x-request-id': id }) => [authorization, id])).toEqual([
      ['Bearer x', 'request-1'],
      ['Bearer x', undefined],
    ]);
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
