import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { anonymous } from '../access/caller.ts';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { createInternalApiClient } from './internal-api.ts';
import { createRemoteResources } from './remote-resources.ts';

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
    const remote = { client, hrefOf: () => href, locate: () => Promise.resolve(href) };
    const internalApi = createInternalApiClient(remote, () => Promise.resolve('token')).forCaller(anonymous);
    for (const requestId of ['request-1', undefined])
      await createRemoteResources(remote, { authorization: 'Bearer x', requestId, internalApi }).find('book', {});
    await client.close();
    await server.close();
    expect(receivedHeaders.map(({ authorization, 'x-request-id': id }) => [authorization, id])).toEqual([
      ['Bearer x', 'request-1'],
      ['Bearer x', undefined],
    ]);
  });
});
