import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { anonymous } from '../access/caller.ts';
import { createHttpClient } from '../http/client.ts';
import { startServer } from '../http/server.ts';
import { createInternalApiClient } from './internal-api.ts';
import { createRemoteResources } from './remote-resources.ts';

describe('a request to a peer', () => {
  it("bears the caller's credentials, and the id of the request in whose course it is sent", async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = await startServer(
      (request, response) => {
        seen.push(request.headers);
        response.end('{"_links":{},"_meta":{"total":0},"_embedded":{"thing":[]}}');
      },
      { name: 'test', port: 0 },
    );
    const client = createHttpClient({ timeoutMs: 5000 });
    const href = `http://localhost:${server.port}/things`;
    const remote = { client, hrefOf: () => href, locate: () => Promise.resolve(href) };
    const internalApi = createInternalApiClient(remote, () => Promise.resolve('token')).forCaller(anonymous);
    for (const requestId of ['named', undefined])
      await createRemoteResources(remote, { authorization: 'Bearer x', requestId, internalApi }).find('thing', {});
    await client.close();
    await server.close();
    expect(seen.map(({ authorization, 'x-request-id': id }) => [authorization, id])).toEqual([
      ['Bearer x', 'named'],
      ['Bearer x', undefined],
    ]);
  });
});
