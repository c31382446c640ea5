import { describe, expect, it } from '@jest/globals';
import { root } from './caller.ts';
import { basicAuthorization } from './credentials.ts';
import { createAuthenticator, withThrottle, type SignInResult, type PasswordCredentials } from './authentication.ts';
import { createServiceIdentity } from './service-identity.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

const member = { signedIn: true, id: 'm', username: 'max', role: 'member' };
const here = '127.0.0.1';
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };

function identifier({ basic = true, goodForMs = 60_000, perAccount = 100, perAddress = 100 } = {}) {
  let checks = 0;
  const check = ({ password }: PasswordCredentials): Promise<SignInResult> => {
    checks++;
    const until = new Date(Date.now() + goodForMs);
    return Promise.resolve(
      password === 'right'
        ? { kind: 'good', caller: member, forwardedAuthorization: 'Bearer t', until }
        : { kind: 'bad' },
    );
  };
  const throttle = createSignInThrottle({ perAccount, perAddress, windowSeconds: 60 });
  const verify = () => Promise.resolve({ kind: 'away' } as const);
  const serviceIdentity = createServiceIdentity('events-service', { secret: 'a secret of the house', product });
  const signIn = withThrottle(throttle, check);
  const created = createAuthenticator({ basic, rootPassword: 'secret', signIn, verify, serviceIdentity, throttle });
  const as = (username: string, password: string, address = here) =>
    created.authenticate(basicAuthorization(username, password), address);
  return { ...created, as, services: serviceIdentity, checks: () => checks };
}

describe('who is asking', () => {
  it('checks a good password once, and a wrong one each time', async () => {
    const { as, checks } = identifier();
    for (let time = 0; time < 3; time++)
      expect(await as('max', 'right')).toEqual({ kind: 'known', caller: member, forwardedAuthorization: 'Bearer t' });
    expect(checks()).toBe(1);
    for (let time = 0; time < 3; time++) expect((await as('max', 'wrong')).kind).toBe('refused');
    expect(checks()).toBe(4);
  });

  it('checks again what is not good any more', async () => {
    const { as, checks } = identifier({ goodForMs: -1 });
    for (let time = 0; time < 3; time++) expect((await as('max', 'right')).kind).toBe('known');
    expect(checks()).toBe(3);
  });

  it('checks a password that comes many times at once once', async () => {
    const { as, checks } = identifier({ perAccount: 1 });
    const known = await Promise.all(Array.from({ length: 50 }, () => as('max', 'right')));
    expect(known.every(({ kind }) => kind === 'known')).toBe(true);
    expect(checks()).toBe(1);
  });

  it('knows root by itself, and nobody else by that name', async () => {
    const { as, checks } = identifier();
    expect(await as('root', 'secret')).toMatchObject({ kind: 'known', caller: root });
    expect((await as('root', 'right')).kind).toBe('refused');
    expect(checks()).toBe(0);
  });

  it('has nobody look at what is longer than any that is right', async () => {
    const { as, checks } = identifier();
    expect((await as('max', 'x'.repeat(2000))).kind).toBe('refused');
    expect((await as('m'.repeat(2000), 'right')).kind).toBe('refused');
    expect((await as('root', 'x'.repeat(2000))).kind).toBe('refused');
    expect(checks()).toBe(0);
  });

  it('takes no Basic where it is switched off, and says what to do', async () => {
    expect(await identifier({ basic: false }).as('max', 'right')).toMatchObject({
      kind: 'refused',
      fault: expect.stringContaining('token'),
    });
  });

  it('knows a service by the secret that it shares, and nobody by another', async () => {
    const { authenticate, services } = identifier();
    const bearer = async (token: Promise<string>) => authenticate(`Bearer ${await token}`, here);
    expect(await bearer(services.token())).toMatchObject({
      kind: 'known',
      caller: { signedIn: false, role: undefined, service: 'events-service' },
    });
    const stranger = createServiceIdentity('events-service', { secret: 'another secret', product });
    expect((await bearer(stranger.token())).kind).toBe('refused');
  });
});

describe('too many wrong passwords', () => {
  it('for one account stop every attempt at it for a while, the right one too, and no other account', async () => {
    const { as, checks } = identifier({ perAccount: 3 });
    for (let time = 0; time < 3; time++)
      expect((await as('max', `wrong ${time}`, `10.0.0.${time}`)).kind).toBe('refused');
    expect(await as('max', 'right')).toEqual({ kind: 'throttled', retryAfterSeconds: expect.any(Number) });
    expect(checks()).toBe(3);
    expect((await as('mia', 'right')).kind).toBe('known');
  });

  it('from one address stop every attempt from there, and from nowhere else', async () => {
    const { as } = identifier({ perAddress: 3 });
    for (let time = 0; time < 3; time++) expect((await as(`max${time}`, 'wrong')).kind).toBe('refused');
    expect((await as('mia', 'right')).kind).toBe('throttled');
    expect((await as('mia', 'right', '10.0.0.9')).kind).toBe('known');
  });

  it('count for root as well', async () => {
    const { as } = identifier({ perAccount: 2 });
    for (let time = 0; time < 2; time++) expect((await as('root', 'wrong')).kind).toBe('refused');
    expect((await as('root', 'wrong')).kind).toBe('throttled');
    expect((await as('root', 'secret')).kind).toBe('throttled');
  });

  it('are forgotten once the right one was given', async () => {
    const { as } = identifier({ perAccount: 3, goodForMs: -1 });
    for (let time = 0; time < 4; time++) {
      expect((await as('max', 'wrong')).kind).toBe('refused');
      expect((await as('max', 'wrong')).kind).toBe('refused');
      expect((await as('max', 'right')).kind).toBe('known');
    }
  });

  it('do not stop who is known already', async () => {
    const { as } = identifier({ perAccount: 1 });
    expect((await as('max', 'right')).kind).toBe('known');
    for (let time = 0; time < 3; time++) await as('max', 'wrong');
    expect((await as('max', 'right')).kind).toBe('known');
  });
});
