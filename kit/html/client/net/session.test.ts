import { describe, expect, it } from '@jest/globals';
import {
  credentialsFor,
  renewalDelay,
  restoreSession,
  storeSession,
  trustedOrigins,
  type SignedIn,
} from './session.ts';

const session: SignedIn = {
  ...{ username: 'pat', token: 'secret', expiresAt: 60_000, tokenUrl: 'http://localhost:2116/token' },
  ...{ origins: ['http://localhost:2112', 'http://localhost:2116'], account: undefined },
};

/** The part of a browser's storage that sessions use. */
function createStorage(): Storage {
  const items = new Map<string, string>();
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
  return storage as unknown as Storage;
}

describe('the session', () => {
  it('trusts the root, the services that registered with a token, and the GraphQL gateway', () => {
    const service = [{ href: 'http://localhost:2113/' }, { href: 'http://evil.example/', guest: true }];
    const graphql = { href: 'http://localhost:4000/graphql' };
    const venue = { href: 'http://elsewhere.example/venues' };
    const body = { _links: { service, venue, graphql, 'guest:graphql': { href: 'http://evil.example/' } } };
    const root = { ...{ url: 'http://localhost:2112/', method: 'GET', status: 200, headers: {}, body } };
    expect(trustedOrigins(root)).toEqual(['http://localhost:2112', 'http://localhost:2113', 'http://localhost:4000']);
  });

  it('gives the token to these only', () => {
    expect(credentialsFor(session, 'http://localhost:2116/accounts')).toEqual({ authorization: 'Bearer secret' });
    for (const url of [
      'http://localhost:2117/',
      'https://localhost:2116/',
      'http://localhost:2116.evil.example/',
      'http://localhost.evil.example:2116/',
    ])
      expect(credentialsFor(session, url)).toEqual({});
    expect(credentialsFor(undefined, 'http://localhost:2116/')).toEqual({});
  });

  it('is renewed before it ends', () => {
    expect(renewalDelay(session, 15_000)).toBe(30_000);
    expect(renewalDelay(session, 90_000)).toBe(1000);
  });

  it('outlives the page, until the token ends or somebody signs out', () => {
    const storage = createStorage();
    storeSession(storage, session);
    expect(restoreSession(storage, 59_000)).toEqual(session);
    expect(restoreSession(storage, 60_000)).toBeUndefined();
    storeSession(storage, undefined);
    expect(restoreSession(storage, 0)).toBeUndefined();
  });
});
