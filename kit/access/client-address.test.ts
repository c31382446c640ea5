import { describe, expect, it } from '@jest/globals';
import { compileTrustedProxies } from '../http/forwarded.ts';
import { createClientOriginResolver } from './client-address.ts';
import {
  createServiceIdentity,
  forwardedForHeader,
  serviceAuthorizationHeader,
  type ServiceTokenUse,
} from './service-identity.ts';

const shared = { secret: 'a shared secret', product: { name: 'Library', slug: 'town-library', curie: 'lib' } };
const gateway = createServiceIdentity('gateway', shared);
const originOf = createClientOriginResolver({
  serviceIdentity: createServiceIdentity('venues-service', shared),
  trust: compileTrustedProxies([]),
});

async function forwardedWith(use: ServiceTokenUse) {
  const headers = { [serviceAuthorizationHeader]: await gateway.token(use), [forwardedForHeader]: '192.0.2.1' };
  return originOf({ headers, socket: { remoteAddress: '127.0.0.1' } });
}

describe('the address that a service forwards', () => {
  it('is believed with a token for forwarding to this service', async () => {
    const origin = await forwardedWith({ audience: 'venues-service', purpose: 'forwarding' });
    expect(origin).toEqual({ address: '192.0.2.1', isForwarded: true });
  });

  it.each([
    { audience: 'events-service', purpose: 'forwarding' },
    { audience: 'venues-service', purpose: 'internal' },
  ] as const)('is ignored with a token for $audience, $purpose', async (use) => {
    expect(await forwardedWith(use)).toEqual({ address: '127.0.0.1', isForwarded: false });
  });
});
