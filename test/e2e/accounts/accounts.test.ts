import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { createServiceIdentity, type ServiceTokenUse } from '../../../kit/access/service-identity.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { serviceParts } from '../../support/parts.ts';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { populateDemo } from '../../support/system.ts';

const root = { as: 'root' } as const;
const tokenSeconds = 20;
/** Seconds until a change of an account is effective in all services, by the settings of this system. */
const propagationSeconds = tokenSeconds + 1;

describe('authentication', () => {
  let system: DomainSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startEmptySystem({
      AUTH_TOKEN_SECONDS: String(tokenSeconds),
      AUTH_ATTEMPTS_PER_ACCOUNT: '3',
      AUTH_MAX_PASSWORDS_PER_REQUEST: '12',
    });
    await populateDemo(system.halGateway);
  });
  afterAll(() => system.close());

  const accounts = (): string => `${system.services.accounts.url}/accounts`;
  const venues = (): string => `${system.services.venues.url}/venues`;
  async function newAccount(role: string): Promise<HalBody> {
    const body = { username: `trusted${count++}`, name: 'Trusted', role, password: 'first password' };
    return (await hal('POST', accounts(), { ...root, body })).body;
  }
  const basic = (username: string, password: string) => ({ authorization: basicAuthorization(username, password) });
  const tokenFor = (headers: Record<string, string>) =>
    hal('POST', `${system.services.accounts.url}/token`, { headers });
  const change = (account: HalBody, body: object) =>
    hal('PATCH', account._links.self.href, { ...root, headers: { 'if-match': '*' }, body });
  /** Returns the statuses for Basic at venues, Basic at accounts, and the token at venues. */
  const ways = async (username: string, password: string, token: string): Promise<readonly number[]> =>
    Promise.all(
      [
        [venues(), basic(username, password)] as const,
        [accounts(), basic(username, password)] as const,
        [venues(), { authorization: `Bearer ${token}` }] as const,
      ].map(async ([url, headers]) => (await hal('GET', url, { headers })).status),
    );

  it('a request creates accounts with as many passwords as the limit allows, in both faces', async () => {
    const people = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        username: `crowd${count}-${index}`,
        name: 'Crowd',
        role: 'member',
        password: 'first password',
      }));
    const message = expect.stringContaining('the request sets more than 12 passwords');
    const rejected = await hal('POST', accounts(), { ...root, body: people(13) });
    expect([rejected.status, rejected.body._issues]).toEqual([422, { '12.password': message }]);
    const mutation = `mutation ($inputs: [CreateAccountInput!]!) {
      createAccounts(inputs: $inputs) { __typename ... on Invalid { issues { field message } } }
    }`;
    const inputs = people(13).map((person) => ({ ...person, role: 'MEMBER' }));
    const { data } = await graphql(`${system.gateway}/graphql`, mutation, { ...root, variables: { inputs } });
    expect(data.createAccounts).toEqual({ __typename: 'Invalid', issues: [{ field: '12.password', message }] });
    const last = { ...people(13).at(-1), password: undefined };
    const body = [...people(12), last];
    expect((await hal('POST', accounts(), { ...root, body })).status).toBe(201);
    expect((await tokenFor(basic('crowd12-11', 'first password'))).status).toBe(200);
  });

  // They wait at the same time.
  it.concurrent.each([
    ['a changed password', (account: HalBody) => change(account, { password: 'second password' })],
    [
      'a deleted account',
      (account: HalBody) => hal('DELETE', account._links.self.href, { ...root, headers: { 'if-match': '*' } }),
    ],
  ])('%s is effective at accounts immediately, and in all services soon', async (_title, alter) => {
    const account = await newAccount('member');
    const { body: token } = await tokenFor(basic(account.username, 'first password'));
    expect(await ways(account.username, 'first password', token.access_token)).toEqual([200, 200, 200]);
    expect((await alter(account)).status).toBe(200);
    const [, own] = await ways(account.username, 'first password', token.access_token);
    expect(own).toBe(401);
    const byToken = { authorization: `Bearer ${token.access_token}` };
    const rejected = await hal('GET', accounts(), { headers: byToken });
    expect(rejected.status).toBe(401);
    expect(rejected.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const graph = await fetch(`${system.services.accounts.url}/graphql`, {
      method: 'POST',
      headers: { ...byToken, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ accounts { nodes { username } } }' }),
    });
    expect(graph.status).toBe(401);
    expect((await tokenFor({ authorization: `Bearer ${token.access_token}` })).status).toBe(401);
    await delay(propagationSeconds * 1000);
    expect(await ways(account.username, 'first password', token.access_token)).toEqual([401, 401, 401]);
  });

  it.concurrent('a changed role is effective in all services soon, and in a renewed token immediately', async () => {
    const account = await newAccount('manager');
    const { body: first } = await tokenFor(basic(account.username, 'first password'));
    const create = (authorization: string) =>
      hal('POST', venues(), { headers: { authorization }, body: { name: `Trusted ${count++}`, capacity: 1 } });
    const byBasic = basic(account.username, 'first password').authorization;
    expect((await create(byBasic)).status).toBe(201);
    const hire = (role: string) =>
      hal('POST', accounts(), {
        headers: { authorization: `Bearer ${first.access_token}` },
        body: { username: `hired${count++}`, name: 'Hired', role, password: 'first password' },
      });
    await change(account, { role: 'hr' });
    expect((await hire('member')).status).toBe(201);
    await change(account, { role: 'member' });
    expect((await hire('member')).status).toBe(403);
    const { body: renewed } = await tokenFor({ authorization: `Bearer ${first.access_token}` });
    expect((await create(`Bearer ${renewed.access_token}`)).status).toBe(403);
    await delay(propagationSeconds * 1000);
    expect((await create(byBasic)).status).toBe(403);
    expect((await create(`Bearer ${first.access_token}`)).status).toBe(401);
  });

  it('too many wrong passwords get 429 with Retry-After, from every service and the GraphQL gateway', async () => {
    const account = await newAccount('member');
    const signInWrongly = () => hal('GET', accounts(), { headers: basic(account.username, 'wrong password') });
    for (let time = 0; time < 3; time++) expect((await signInWrongly()).status).toBe(401);
    const right = basic(account.username, 'first password');
    const responses = [
      await hal('GET', accounts(), { headers: right }),
      await hal('GET', venues(), { headers: right }),
      await tokenFor(right),
    ];
    for (const { status, headers, body } of responses) {
      expect([status, body.type]).toEqual([429, expect.stringMatching(/too-many-attempts$/)]);
      expect(Number(headers.get('retry-after'))).toBe(body.retryAfter);
      expect(body.retryAfter).toBeGreaterThan(1);
    }
    const response = await fetch(`${system.gateway}/graphql`, {
      method: 'POST',
      headers: { ...right, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ venues { nodes { name } } }' }),
    });
    const { errors }: HalBody = await response.json();
    expect(errors[0].extensions.code).toBe('TOO_MANY_REQUESTS');
  });

  it('a username and a password are accepted in every Unicode form, at every service and in the actions', async () => {
    const [username, password] = [`Zoe\u0308 ${count++}`, 'cre\u0300me bru\u0302le\u0301e'];
    const account = { username, name: 'Zo\u00eb', role: 'member', password };
    const { body } = await hal('POST', accounts(), { ...root, body: account });
    expect(body.username).toBe(username);
    const forms = [username, username.normalize('NFC'), username.replace('Z', '\uff3a')];
    for (const form of forms) {
      const headers = basic(form, password.normalize('NFC').replace(' ', '\u00a0'));
      expect((await hal('GET', venues(), { headers })).status).toBe(200);
      expect((await hal('GET', body._links.self.href, { headers })).body.username).toBe(username);
      expect((await tokenFor(headers)).status).toBe(200);
    }
    const events = await hal('GET', `${system.services.events.url}/events`, root);
    const { register, cancel } = events.body._embedded.event[1]._links;
    for (const form of forms) {
      const registered = await hal('PUT', register.href, { ...root, body: { username: form } });
      expect([registered.status, registered.body.message]).toEqual([201, `${form} is registered`]);
      expect((await hal('DELETE', cancel.href, { ...root, body: { username: form } })).body.changed).toBe(true);
    }
    const unchanged = await hal('PATCH', body._links.self.href, {
      ...root,
      headers: { 'if-match': '*' },
      body: { password: password.normalize('NFC') },
    });
    expect([unchanged.status, unchanged.body._etag]).toEqual([200, body._etag]);
  });

  it('a username or a password with control characters, or a username that looks like root, is rejected', async () => {
    const valid = { username: `valid${count++}`, name: 'Somebody', role: 'member', password: 'first password' };
    const invalid = [
      ...['a\u0000b', 'a\u007f', 'a\u0085b', 'a\nb'].map((username) => ({ username })),
      ...['root', 'ROOT', 'r\u200boot', '\uff52oot', 'r\u043e\u043et'].map((username) => ({ username })),
      ...['first\u0007password', 'first\tpassword'].map((password) => ({ password })),
    ];
    const create = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { ... on Invalid { issues { field } } } }`;
    for (const values of invalid) {
      const { status, body } = await hal('POST', accounts(), { ...root, body: { ...valid, ...values } });
      expect([values, status, Object.keys(body._issues)]).toEqual([values, 422, Object.keys(values)]);
      const input = { ...valid, ...values, role: 'MEMBER' };
      const { data } = await graphql(`${system.services.accounts.url}/graphql`, create, {
        ...root,
        variables: { input },
      });
      expect(data.createAccount.issues).toEqual([{ field: Object.keys(values)[0] }]);
    }
  });

  describe('an account without a password', () => {
    const withoutPassword = () => ({ username: `passwordless${count++}`, name: 'Passwordless', role: 'member' });
    const post = async (body: object): Promise<HalBody> => {
      const created = await hal('POST', accounts(), { as: 'hreagan', body });
      expect([created.status, 'password' in created.body]).toEqual([201, false]);
      return created.body;
    };
    /** Returns the response to signing in, without the members that differ between all responses. */
    const signIn = async (username: string, password: string): Promise<unknown> => {
      const { status, body } = await tokenFor(basic(username, password));
      return { status, body };
    };

    it('is rejected like a wrong password, until somebody who is allowed to sets one', async () => {
      const account = await post(withoutPassword());
      const other = await newAccount('member');
      expect(await signIn(account.username, 'a password')).toEqual(await signIn(other.username, 'a password'));
      // Of an account of its own: the attempts at one account are limited.
      expect(await ways((await post(withoutPassword())).username, 'a password', 'none')).toEqual([401, 401, 401]);
      const own = { 'if-match': '*' };
      const password = { password: 'a password' };
      const patch = (as: string) => hal('PATCH', account._links.self.href, { as, headers: own, body: password });
      expect((await patch('phartman')).status).toBe(404);
      expect((await patch('hreagan')).status).toBe(200);
      expect((await tokenFor(basic(account.username, 'a password'))).status).toBe(200);
    });

    it('can be created by mutation, and becomes one when a PATCH removes the password', async () => {
      const mutation =
        'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { __typename ... on CreateAccountSuccess { account { username } } } }';
      const input = { ...withoutPassword(), role: 'MEMBER' };
      const created = await graphql(`${system.gateway}/graphql`, mutation, { as: 'hreagan', variables: { input } });
      expect(created.data.createAccount).toMatchObject({ account: { username: input.username } });
      expect(await signIn(input.username, 'a password')).toMatchObject({ status: 401 });
      const account = await newAccount('member');
      expect((await change(account, { password: null })).status).toBe(200);
      expect(await signIn(account.username, 'first password')).toMatchObject({ status: 401 });
    });

    it.each(['', 'null', 'undefined'])('does not sign in with the password %p', async (password) => {
      const account = await post({ ...withoutPassword(), password: null });
      expect(await signIn(account.username, password)).toMatchObject({ status: 401 });
    });
  });

  it.each([
    ['as it was read', {}],
    ['with an explicit null as password', { password: null }],
  ])('PUT of an account %s keeps the password', async (_title, more) => {
    const account = await newAccount('member');
    const { body: read } = await hal('GET', account._links.self.href, root);
    const put = await hal('PUT', account._links.self.href, {
      ...root,
      headers: { 'if-match': read._etag },
      body: { ...read, ...more, name: 'Renamed' },
    });
    expect([put.status, put.body.name]).toEqual([200, 'Renamed']);
    expect((await tokenFor(basic(account.username, 'first password'))).status).toBe(200);
  });

  it('internal operations reject anonymous callers, accounts, and tokens with another signature', async () => {
    const body = { questions: [] };
    expect((await hal('POST', `${venues()}/_standing`, { body })).status).toBe(403);
    expect((await hal('POST', `${venues()}/_standing`, { ...root, body })).status).toBe(403);
    const headers = { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJldmVudHMtc2VydmljZSJ9.AAAA' };
    expect((await hal('POST', `${venues()}/_standing`, { headers, body })).status).toBe(401);
    const caller = { signedIn: true, role: 'admin' };
    const writes = {
      _create: { creations: [{ of: { event: '1', account: '2' }, caller }] },
      _remove: { relation: 'event', ids: ['1'], caller },
    };
    for (const as of [{}, root])
      for (const [operation, input] of Object.entries(writes)) {
        const url = `${system.services.registrations.url}/registrations/${operation}`;
        expect([operation, (await hal('POST', url, { ...as, body: input })).status]).toEqual([operation, 403]);
      }
  });

  it('a service token opens one service for one purpose', async () => {
    const { product, serviceSecret: secret } = serviceSettings({}, serviceParts.events);
    const { token } = createServiceIdentity('events-service', { secret, product });
    const status = async (url: string, use: ServiceTokenUse) => {
      const headers = { authorization: `Bearer ${await token(use)}` };
      return (await hal('POST', `${url}/_standing`, { headers, body: { questions: [] } })).status;
    };
    const use = { audience: 'venues-service', purpose: 'internal' } as const;
    expect(await status(venues(), use)).toBe(200);
    expect(await status(accounts(), use)).toBe(401);
    expect(await status(venues(), { ...use, purpose: 'forwarding' })).toBe(401);
    expect(await status(venues(), { ...use, purpose: 'registration' })).toBe(401);
  });

  it('a service with default secrets does not start in production', () => {
    const settings = (env: Record<string, string>) => () =>
      serviceSettings({ NODE_ENV: 'production', ...env }, serviceParts.accounts);
    expect(settings({})).toThrow('AUTH_ROOT_PASSWORD');
    expect(settings({ AUTH_ROOT_PASSWORD: 'one of my own' })).toThrow('SERVICE_SECRET');
    expect(settings({ AUTH_ROOT_PASSWORD: 'one of my own', SERVICE_SECRET: 'too short' })).toThrow('16 characters');
    expect(settings({ AUTH_ROOT_PASSWORD: 'one of my own', SERVICE_SECRET: 'long enough to be one' })).not.toThrow();
  });
});
