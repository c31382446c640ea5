import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { tokenAlgorithm, tokenIssuer } from '../../../kit/access/tokens.ts';
import { product } from '../../../product/product.ts';
import { credentials, graphql, hal, type HalBody } from '../../support/clients.ts';
import { startHostileServer, type HostileServer } from '../../support/hostile-server.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { serviceAuthorization } from '../../support/service-token.ts';
import { embeddedWith } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const trustedRels = ['venue', 'event', 'registration', 'account', 'token', 'jwks'];
const names = ['accounts-service', 'events-service', 'registrations-service', 'venues-service'];
const kid = 'hostile';

describe('an attack on the registry of a running system', () => {
  let system: TestSystem;
  let hostile: HostileServer;
  let key: CryptoKey;
  let before: HalBody;
  const registrations = () => `${system.halGateway}/gateway_registrations`;
  const root = async () => (await hal('GET', system.halGateway)).body;
  const content = (name: string) => ({
    ...{ name, baseUrl: hostile.url, ttl: 3600 },
    rels: Object.fromEntries(trustedRels.map((rel) => [rel, { href: `${hostile.url}/${rel}` }])),
  });
  const refreshRoots = () => Promise.all(Object.values(system.services).map((service) => service.refreshRoot()));

  /** Lets every role sign in and use links, embeds and mutations, so that credentials travel through the system. */
  async function useSystem(): Promise<void> {
    await refreshRoots();
    for (const as of ['root', 'phartman', 'clopez']) {
      for (const rel of ['venue', 'event', 'registration'])
        expect([as, rel, (await hal('GET', system.href(rel), { as })).status]).toEqual([as, rel, 200]);
      expect((await hal('GET', `${system.href('event')}?embed=venue&embed=registration.account`, { as })).status).toBe(
        200,
      );
    }
    const { body } = await hal('GET', `${system.href('event')}?embed=venue`, { as: 'clopez' });
    expect(body._embedded.event.map((event: HalBody) => typeof event._embedded.venue.name)).not.toContain('undefined');
    const names = await graphql(system.graphql, '{ events(first: 5) { nodes { venue { name } } } }', { as: 'clopez' });
    expect(names.errors).toBeUndefined();
  }

  const expectUnharmed = async (): Promise<void> => {
    const { _links } = await root();
    for (const rel of trustedRels) expect([rel, _links[rel]]).toEqual([rel, before._links[rel]]);
    const services = _links.service.filter(({ name }: HalBody) => names.includes(name));
    expect(services).toEqual(before._links.service);
    await useSystem();
    expect(hostile.leaks(['password', 'eyJ'])).toEqual([]);
  };

  beforeAll(async () => {
    system = await startTestSystem(embeddedWith({ TRUSTED_PROXIES: 'loopback' }));
    const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm);
    key = privateKey;
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: tokenAlgorithm, use: 'sig' }] });
    hostile = await startHostileServer((path) => (path === '/jwks' ? jwks : '{"_links":{},"_embedded":{},"keys":[]}'));
    before = await root();
  });
  afterAll(async () => {
    await hostile.close();
    await system.close();
  });

  it('that registers, changes or withdraws under the name of a service changes nothing', async () => {
    for (const name of names) {
      const { body } = await hal('GET', `${registrations()}/${name}`);
      expect(body.guest).toBe(false);
      const self: string = body._links.self.href;
      const change = (method: string, url: string, headers: Record<string, string>) =>
        hal(method, url, { body: content(name), headers });
      const attempts = await Promise.all([
        change('POST', registrations(), {}),
        change('POST', registrations(), credentials('root')),
        change('POST', registrations(), await serviceAuthorization('rogue')),
        change('PUT', self, { 'if-match': body._etag }),
        change('PUT', self, { 'if-match': '*' }),
        hal('DELETE', self, { headers: { 'if-match': '*' } }),
        hal('DELETE', self, { headers: { 'if-match': `"${body._etag}"` } }),
        ...['instance=', 'retire', 'retire=true&instance=x'].map((query) =>
          hal('DELETE', `${self}?${query}`, { headers: { 'if-match': '*' } }),
        ),
      ]);
      expect([name, attempts.map(({ status }) => status)]).toEqual([name, Array(10).fill(409)]);
      expect(attempts.map((attempt) => attempt.body.type)).toEqual(
        Array(10).fill(`${system.halGateway}/problems/name-taken`),
      );
    }
    expect(await root()).toEqual(before);
    await expectUnharmed();
  });

  it('leaves it to the accounts service who may see the registrations on /health', async () => {
    const shown = async (authorization?: string): Promise<boolean> => {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, body } = await hal('GET', `${system.halGateway}/health`, { headers });
      expect(status).toBe(200);
      return body.registrations?.live.includes('accounts-service') ?? false;
    };
    const tokenOf = async (as: string) =>
      `Bearer ${(await hal('POST', `${system.services.accounts.url}/token`, { as })).body.access_token}`;
    const { authorization: member = '' } = credentials('phartman');
    expect([await shown(), await shown(member), await shown(await tokenOf('phartman'))]).toEqual([false, false, false]);
    expect(await shown(`Basic ${btoa('root:wrong')}`)).toBe(false);
    expect(await shown(credentials('root')['authorization'])).toBe(true);
    expect(await shown(await tokenOf('root'))).toBe(true);
    await expectUnharmed();
  });

  it('with a token of another secret, receiver or purpose is 401, and with one of an account a guest', async () => {
    const post = async (headers: Record<string, string>) => {
      const { status, headers: answered } = await hal('POST', registrations(), {
        body: content('accounts-service'),
        headers,
      });
      return [status, answered.get('www-authenticate')?.split(',')[0]];
    };
    for (const use of [{ secret: 'a guess' }, { audience: 'accounts-service' }, { purpose: 'internal' as const }])
      expect(await post(await serviceAuthorization('accounts-service', use))).toEqual([
        401,
        'Bearer realm="Event Buddy"',
      ]);
    const { body } = await hal('POST', `${system.services.accounts.url}/token`, { as: 'root' });
    expect(await post({ authorization: `Bearer ${body.access_token}` })).toEqual([409, undefined]);
    expect(await root()).toEqual(before);
  });

  it('by a guest that offers the relations of services takes none of them', async () => {
    const guest = await hal('POST', registrations(), { body: content('aaa-guest') });
    expect([guest.status, guest.body.guest]).toEqual([201, true]);
    const { _links } = await root();
    expect(_links.service[0]).toEqual({ href: `${hostile.url}/`, name: 'aaa-guest', guest: true });
    expect(Object.keys(_links).filter((rel) => rel.startsWith('aaa-guest:'))).toEqual(
      trustedRels.map((rel) => `aaa-guest:${rel}`),
    );
    await expectUnharmed();
  });

  it('with tokens that the keys of a guest verify opens nothing', async () => {
    const forged = await new SignJWT({ username: 'root', role: 'admin' })
      .setProtectedHeader({ alg: tokenAlgorithm, kid })
      .setSubject('root')
      .setIssuer(tokenIssuer(product))
      .setExpirationTime('1h')
      .sign(key);
    const headers = { authorization: `Bearer ${forged}` };
    for (const rel of ['venue', 'event', 'registration', 'account'])
      expect([rel, (await hal('GET', system.href(rel), { headers })).status]).toEqual([rel, 401]);
    expect(hostile.requests.filter(({ url }) => url.includes('jwks'))).toEqual([]);
  });

  it('with the token of a deleted account of HR, or a service token for another service, creates no account', async () => {
    const accounts = system.href('account');
    const person = (username: string) => ({ username, name: 'Mallory', role: 'hr', password: 'long enough' });
    const created = await hal('POST', accounts, { as: 'root', body: person('mallory') });
    const issued = await hal('POST', `${system.services.accounts.url}/token`, {
      headers: { authorization: basicAuthorization('mallory', 'long enough') },
    });
    const token = { authorization: `Bearer ${issued.body.access_token}` };
    expect((await hal('POST', accounts, { headers: token, body: person('helper') })).status).toBe(201);
    await hal('DELETE', created.body._links.self.href, { as: 'root', headers: { 'if-match': '*' } });
    const forVenues = await serviceAuthorization('events-service', { audience: 'venues-service', purpose: 'internal' });
    for (const headers of [token, forVenues])
      expect((await hal('POST', accounts, { headers, body: person('accomplice') })).status).toBe(401);
    const { body } = await hal('GET', `${accounts}?where={"username":"accomplice"}`, { as: 'root' });
    expect(body._meta.total).toBe(0);
  });

  it('from a page of another origin is not possible, whatever CORS allows', async () => {
    const origin = 'https://page.example';
    const item = `${registrations()}/venues-service`;
    for (const url of [
      registrations(),
      item,
      `${registrations()}/`,
      registrations().toUpperCase().replace('HTTP', 'http'),
    ])
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const preflight = { origin, 'access-control-request-method': method };
        const responses = [
          await fetch(url, { method: 'OPTIONS', headers: preflight }),
          await fetch(url, { headers: { origin } }),
        ];
        for (const { headers } of responses)
          expect([url, [...headers.keys()].filter((name) => name.startsWith('access-control'))]).toEqual([url, []]);
      }
    const { status } = await hal('POST', registrations(), { body: content('page'), headers: { origin } });
    expect([status, (await hal('GET', `${registrations()}/page`)).status]).toEqual([403, 404]);
    const { headers } = await fetch(system.halGateway, { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('from a page that has rebound its name to the address of the gateway is not possible', async () => {
    const { port } = new URL(system.halGateway);
    const send = async (host: string) => {
      const body = JSON.stringify(content('rebound'));
      const head = [
        'POST /gateway_registrations HTTP/1.1',
        ...[`Host: ${host}`, `X-Forwarded-Host: ${host}`, `Origin: http://${host}`, 'Connection: close'],
        ...['Content-Type: application/json', `Content-Length: ${body.length}`],
      ];
      return (await sendRaw(Number(port), [...head, '', body].join('\r\n'))).slice(9, 12);
    };
    expect(await send(`page.example:${port}`)).toBe('403');
    expect((await hal('GET', `${registrations()}/rebound`)).status).toBe(404);
    expect(await send(`localhost:${port}`)).toBe('201');
    await hal('DELETE', `${registrations()}/rebound`, { headers: { 'if-match': '*' } });
    await expectUnharmed();
  });

  it('with more registrations or relations than there is room for leaves the services alone', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, each) => [`r${each}`, { href: '/' }]));
    const submit = async (name: string, rels: object) => {
      const body = { name, baseUrl: hostile.url, rels, ttl: 3600 };
      return (await hal('POST', registrations(), { body })).status;
    };
    for (let index = 0; index < 8; index++) expect(await submit(`huge-${index}`, many(4000))).toBe(422);
    const statuses: number[] = [];
    for (let index = 0; index < 110; index++) statuses.push(await submit(`many-${index}`, many(2)));
    expect([new Set(statuses), statuses.filter((status) => status === 201).length]).toEqual([new Set([201, 507]), 99]);
    await expectUnharmed();
  });

  it('in the name of a service that is away takes neither its name nor its relations', async () => {
    await system.services.venues.close();
    await hal('DELETE', `${registrations()}/many-1`, { headers: { 'if-match': '*' } });
    const taken = await hal('POST', registrations(), { body: content('venues-service') });
    const alone = { name: 'zzz', baseUrl: hostile.url, rels: { venue: { href: '/venue' } }, ttl: 3600 };
    const guest = await hal('POST', registrations(), { body: alone });
    expect([taken.status, guest.status]).toEqual([409, 201]);
    const { _links } = await root();
    expect([_links.venue, _links['zzz:venue'].href]).toEqual([undefined, `${hostile.url}/venue`]);
    await refreshRoots();
    const { body } = await hal('GET', `${system.href('event')}?embed=venue`, { as: 'root' });
    expect(JSON.stringify(body)).not.toContain(hostile.url);
    expect(hostile.leaks(['password', 'eyJ'])).toEqual([]);
  });
});
