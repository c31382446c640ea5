import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anonymous } from '../access/caller.ts';
import type { HttpClient } from '../http/client.ts';
import { serviceSettings } from '../service/settings.ts';
import { createInternalApiClient } from './internal-api.ts';
import { createPeerClient } from './peer-client.ts';
import { meantServices } from './service-names.ts';
import { remoteKeys } from './remote-accounts.ts';
import { createRemoteResources } from './remote-resources.ts';
import { exchangePassword } from './token-exchange.ts';

const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const identity = { name: 'books-service', port: 0, portVariable: 'PORT_BOOKS', product };

describe('a part whose responses do not end', () => {
  let server: Server;
  let client: HttpClient;
  let href: string;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      requests++;
      response.writeHead(200, { 'content-type': 'application/json' });
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, ' ')));
      };
      response.on('drain', send).on('error', () => undefined);
      send();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    href = `http://localhost:${(server.address() as AddressInfo).port}/books`;
    client = createPeerClient(serviceSettings({ PEER_MAX_BYTES: '100000', PEER_TIMEOUT_MS: '60000' }, identity));
  });
  afterAll(async () => {
    await client.close();
    server.close().closeAllConnections();
  });

  it('counts as unavailable, once PEER_MAX_BYTES are read', async () => {
    const locate = () => Promise.resolve({ href, service: 'books-service' });
    const remote = { resource: 'venue', client, hrefOf: () => href, locate, meant: meantServices({}), contentionMs: 0 };
    const serviceIdentity = { token: () => Promise.resolve('x'), learnTime: () => undefined };
    const internalApi = createInternalApiClient(remote, serviceIdentity);
    const authorization = () => Promise.resolve({ kind: 'available', authorization: 'Bearer x' } as const);
    const resources = createRemoteResources(remote, {
      authorization,
      requestId: undefined,
      caller: anonymous,
      internalApi,
    });
    const unavailable = { ok: false, problem: { kind: { name: 'Unavailable', status: 503 } } };
    expect(await resources.find('book', {})).toMatchObject(unavailable);
    expect(await internalApi.forCaller(anonymous).referenceState('book', '1', 'service')).toMatchObject(unavailable);
    expect(await remoteKeys({ client, locate }).keys(true)).toBeUndefined();
    const exchanged = await exchangePassword(
      { client, locate, serviceIdentity },
      { username: 'u', password: 'p' },
      '::1',
    );
    expect(exchanged).toEqual({ kind: 'unavailable' });
    expect(requests).toBe(4);
  });
});
