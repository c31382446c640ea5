import { describe, expect, it } from '@jest/globals';
import { root } from './caller.ts';
import { basicAuthorization } from './credentials.ts';
import {
  createAuthenticator,
  withThrottle,
  type AuthenticationResult,
  type SignInResult,
  type SignInSuccess,
} from './authentication.ts';
import type { PasswordCredentials } from './credentials-cache.ts';
import { createServiceIdentity } from './service-identity.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };
const localAddress = '127.0.0.1';
const throttleDefaults = {
  perAccount: 10,
  perAddress: 100,
  windowSeconds: 60,
  maxDelaySeconds: 15,
  knownAddressSeconds: 3600,
  maxEntries: 1000,
  ipv6Prefix: 64,
};
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };

interface AuthenticatorOptions {
  readonly basic?: boolean;
  readonly cacheMs?: number;
  readonly perAccount?: number;
  readonly perAddress?: number;
  /** The token that root's password is exchanged for; undefined if the accounts service is away. */
  readonly tokenOfRoot?: string;
  readonly issueToken?: (success: SignInSuccess) => Promise<string>;
}

function authenticator(options: AuthenticatorOptions = {}) {
  const { basic = true, cacheMs = 60_000, perAccount = 100, perAddress = 100, tokenOfRoot, issueToken } = options;
  let checks = 0;
  const check = ({ username, password }: PasswordCredentials): Promise<SignInResult> => {
    checks++;
    if (username === 'root')
      return Promise.resolve(
        tokenOfRoot === undefined
          ? { kind: 'unavailable' }
          : { kind: 'succeeded', caller: root, token: tokenOfRoot, cacheableMs: cacheMs },
      );
    return Promise.resolve(
      password === 'right'
        ? { kind: 'succeeded', caller: member, token: 't', cacheableMs: cacheMs }
        : { kind: 'rejected' },
    );
  };
  const throttle = createSignInThrottle({ ...throttleDefaults, perAccount, perAddress });
  const verify = () => Promise.resolve({ kind: 'unavailable' } as const);
  const serviceIdentity = createServiceIdentity('events-service', { secret: 'a shared secret', product });
  const checkThrottled = withThrottle(throttle, check);
  const created = createAuthenticator({
    basic,
    rootPassword: 'secret',
    signIn: checkThrottled,
    verify,
    serviceIdentity,
    throttle,
    ...(issueToken === undefined ? {} : { issueToken }),
  });
  const signInWithBasic = (username: string, password: string, address = localAddress) =>
    created.authenticate(basicAuthorization(username, password), address);
  return { authenticate: created.authenticate, signIn: signInWithBasic, checks: () => checks };
}

const forwarded = async (result: AuthenticationResult): Promise<unknown> =>
  result.kind === 'accepted' ? result.forwardedAuthorization() : undefined;

describe('an authenticator', () => {
  it('caches a correct password, and checks a wrong one each time', async () => {
    const { signIn, checks } = authenticator();
    for (let time = 0; time < 3; time++) {
      const result = await signIn('max', 'right');
      expect(result).toMatchObject({ kind: 'accepted', caller: member });
      expect(await forwarded(result)).toEqual({ kind: 'available', authorization: 'Bearer t' });
    }
    expect(checks()).toBe(1);
    for (let time = 0; time < 3; time++) expect((await signIn('max', 'wrong')).kind).toBe('rejected');
    expect(checks()).toBe(4);
  });

  it('checks a password again when the cached result has expired', async () => {
    const { signIn, checks } = authenticator({ cacheMs: -1 });
    for (let time = 0; time < 3; time++) expect((await signIn('max', 'right')).kind).toBe('accepted');
    expect(checks()).toBe(3);
  });

  it('checks a password once for concurrent requests', async () => {
    const { signIn, checks } = authenticator({ perAccount: 1 });
    const results = await Promise.all(Array.from({ length: 50 }, () => signIn('max', 'right')));
    expect(results.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(checks()).toBe(1);
  });

  it('checks the root password itself, and rejects an account of that name', async () => {
    const { signIn, checks } = authenticator();
    expect(await signIn('root', 'secret')).toMatchObject({ kind: 'accepted', caller: root });
    expect((await signIn('root', 'right')).kind).toBe('rejected');
    expect(checks()).toBe(0);
  });

  it("hands on root's token, not the password, once a request to another service needs it", async () => {
    const { signIn, checks } = authenticator({ tokenOfRoot: 'issued' });
    const result = await signIn('root', 'secret');
    expect(checks()).toBe(0);
    for (let time = 0; time < 3; time++)
      expect(await forwarded(result)).toEqual({ kind: 'available', authorization: 'Bearer issued' });
    expect(checks()).toBe(1);
  });

  it('accepts root without the accounts service, which only requests to other services need', async () => {
    const { signIn } = authenticator();
    const result = await signIn('root', 'secret');
    expect(result).toMatchObject({ kind: 'accepted', caller: root });
    expect(await forwarded(result)).toEqual({ kind: 'unavailable' });
  });

  it('hands on nothing for a service, and issues tokens itself where the accounts are', async () => {
    const { authenticate, signIn } = authenticator({
      issueToken: ({ caller }) => Promise.resolve(`own ${caller.username}`),
    });
    const identity = createServiceIdentity('venues-service', { secret: 'a shared secret', product });
    const token = await identity.token({ audience: 'events-service', purpose: 'internal' });
    const nothing = { kind: 'available', authorization: undefined };
    expect(await forwarded(await authenticate(`Bearer ${token}`, localAddress))).toEqual(nothing);
    expect(await forwarded(await authenticate(undefined, localAddress))).toEqual(nothing);
    for (const [name, password] of [
      ['max', 'right'],
      ['root', 'secret'],
    ] as const)
      expect(await forwarded(await signIn(name, password))).toEqual({
        kind: 'available',
        authorization: `Bearer own ${name}`,
      });
  });

  it('rejects credentials that are too long without a check', async () => {
    const { signIn, checks } = authenticator();
    expect((await signIn('max', 'x'.repeat(2000))).kind).toBe('rejected');
    expect((await signIn('m'.repeat(2000), 'right')).kind).toBe('rejected');
    expect((await signIn('root', 'x'.repeat(2000))).kind).toBe('rejected');
    expect(checks()).toBe(0);
  });

  it('rejects Basic if it is disabled, and points to the token link', async () => {
    expect(await authenticator({ basic: false }).signIn('max', 'right')).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('token'),
    });
  });

  it('accepts a service token signed with the shared secret, and no other', async () => {
    const { authenticate } = authenticator();
    const identity = createServiceIdentity('venues-service', { secret: 'a shared secret', product });
    const bearer = async (token: Promise<string>) => authenticate(`Bearer ${await token}`, localAddress);
    const use = { audience: 'events-service', purpose: 'internal' } as const;
    expect(await bearer(identity.token(use))).toMatchObject({
      kind: 'accepted',
      caller: { signedIn: false, role: undefined, service: 'venues-service' },
    });
    const otherIdentity = createServiceIdentity('venues-service', { secret: 'another secret', product });
    expect((await bearer(otherIdentity.token(use))).kind).toBe('rejected');
  });

  it.each([
    ['another service', { audience: 'accounts-service', purpose: 'internal' }],
    ['forwarding', { audience: 'events-service', purpose: 'forwarding' }],
    ['a registration', { audience: 'events-service', purpose: 'registration' }],
  ] as const)('rejects a service token for %s', async (_title, use) => {
    const { authenticate } = authenticator();
    const identity = createServiceIdentity('venues-service', { secret: 'a shared secret', product });
    expect(await authenticate(`Bearer ${await identity.token(use)}`, localAddress)).toMatchObject({
      kind: 'rejected',
      isToken: true,
    });
  });
});

describe('too many wrong passwords', () => {
  it('for one account throttle every attempt for it, the correct password included, and no other account', async () => {
    const { signIn, checks } = authenticator({ perAccount: 3 });
    for (let time = 0; time < 3; time++)
      expect((await signIn('max', `wrong ${time}`, `10.0.0.${time}`)).kind).toBe('rejected');
    expect(await signIn('max', 'right')).toEqual({ kind: 'throttled', retryAfterSeconds: expect.any(Number) });
    expect(checks()).toBe(3);
    expect((await signIn('mia', 'right')).kind).toBe('accepted');
  });

  it('from one address throttle every attempt from it, and from no other address', async () => {
    const { signIn } = authenticator({ perAddress: 3 });
    for (let time = 0; time < 3; time++) expect((await signIn(`max${time}`, 'wrong')).kind).toBe('rejected');
    expect((await signIn('mia', 'right')).kind).toBe('throttled');
    expect((await signIn('mia', 'right', '10.0.0.9')).kind).toBe('accepted');
  });

  it('throttle root as well, but not at an address that root signed in from', async () => {
    const { signIn } = authenticator({ perAccount: 2 });
    expect((await signIn('root', 'secret', '10.0.0.9')).kind).toBe('accepted');
    for (let time = 0; time < 2; time++) expect((await signIn('root', 'wrong')).kind).toBe('rejected');
    expect((await signIn('root', 'wrong')).kind).toBe('throttled');
    expect((await signIn('root', 'secret')).kind).toBe('throttled');
    expect((await signIn('root', 'secret', '10.0.0.9')).kind).toBe('accepted');
  });

  it('do not concern concurrent requests with the right root password', async () => {
    const { signIn } = authenticator({ perAccount: 2 });
    const results = await Promise.all(Array.from({ length: 50 }, () => signIn('root', 'secret')));
    expect(results.every(({ kind }) => kind === 'accepted')).toBe(true);
  });

  it('are reset by a successful attempt', async () => {
    const { signIn } = authenticator({ perAccount: 3, cacheMs: -1 });
    for (let time = 0; time < 4; time++) {
      expect((await signIn('max', 'wrong')).kind).toBe('rejected');
      expect((await signIn('max', 'wrong')).kind).toBe('rejected');
      expect((await signIn('max', 'right')).kind).toBe('accepted');
    }
  });

  it('do not affect a cached sign-in', async () => {
    const { signIn } = authenticator({ perAccount: 1 });
    expect((await signIn('max', 'right')).kind).toBe('accepted');
    for (let time = 0; time < 3; time++) await signIn('max', 'wrong');
    expect((await signIn('max', 'right')).kind).toBe('accepted');
  });
});
