import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { equipment } from '../../contract/equipment.ts';
import { credentials, graphql } from '../../support/clients.ts';
import { openStream, streamOf, type OpenedStream, type StreamRequestOptions } from '../../support/event-stream.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { embeddedWith } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';

const settings = {
  SUBSCRIPTIONS: '4',
  SUBSCRIPTIONS_PER_CALLER: '2',
  SUBSCRIPTION_HEARTBEAT_MS: '30',
  SUBSCRIPTION_CHECK_SECONDS: '1',
  STORE_CHANGES_KEPT: '10',
};

describe('a subscription at a service', () => {
  let system: TestSystem;
  const opened: OpenedStream[] = [];
  const endpoint = (word: string): string => `${system.services[word]?.url ?? ''}/graphql`;
  beforeAll(async () => {
    system = await startTestSystem(embeddedWith(settings));
  });
  afterEach(() => opened.splice(0).forEach((stream) => stream.close()));
  afterAll(() => system.close());

  const open = async (url: string, query: string, options: StreamRequestOptions) => {
    const stream = await openStream(url, query, options);
    opened.push(stream);
    return stream;
  };
  const venues = 'subscription { venuesChanged { kind venue { name } } }';
  const onVenues = (as: string) => open(endpoint('venues'), venues, { as });
  const run = async (word: string, query: string) => (await graphql(endpoint(word), query, { as: 'root' })).data;
  const ends = async (stream: OpenedStream) => {
    const last = await stream.next();
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    expect(await stream.next()).toBeUndefined();
    return last?.data.errors[0];
  };

  it('is refused as any request is, before the stream begins', async () => {
    const cases: readonly [string, StreamRequestOptions, number, string][] = [
      [venues, {}, 401, 'UNAUTHENTICATED'],
      [venues, { headers: { authorization: 'Bearer nonsense' } }, 401, 'UNAUTHENTICATED'],
      ['subscription { venuesChanged { nothing } }', { as: 'phartman' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'subscription { a: venuesChanged { id } b: venuesChanged { id } }',
        { as: 'phartman' },
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'subscription { venuesChanged(filter: { name: { regex: "(" } }) { id } }',
        { as: 'phartman' },
        400,
        'BAD_USER_INPUT',
      ],
      [`subscription { venuesChanged { ${'id: __typename '.repeat(6000)} } }`, { as: 'phartman' }, 400, 'TOO_COSTLY'],
    ];
    for (const [query, options, status, code] of cases) {
      const stream = await open(endpoint('venues'), query, options);
      expect([stream.status, (await stream.json()).errors[0].extensions.code]).toEqual([status, code]);
    }
    const json = await open(endpoint('venues'), venues, { as: 'phartman', headers: { accept: 'application/json' } });
    expect(json.status).toBe(406);
    expect((await json.json()).errors[0]).toMatchObject({
      message: 'Not Acceptable: a subscription is answered as a stream; accept "text/event-stream".',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('can be made by GET, which still changes nothing; a query is answered by one event', async () => {
    const get = (query: string) => {
      const headers = { ...credentials('root'), accept: 'text/event-stream', 'apollo-require-preflight': '1' };
      return fetch(`${endpoint('venues')}?query=${encodeURIComponent(query)}`, { headers });
    };
    const controller = new AbortController();
    const stream = streamOf(await get(venues), () => controller.abort());
    opened.push(stream);
    const create = 'mutation { createVenue(input: { name: "By GET", capacity: 1 }) { __typename } }';
    const refused = await get(create);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
    await refused.body?.cancel();
    await run('venues', create.replace('By GET', 'By POST'));
    expect((await stream.next())?.data.data.venuesChanged.venue).toEqual({ name: 'By POST' });
    const query = streamOf(await get('{ viewer: __typename }'), () => undefined);
    expect(await query.next()).toEqual({ event: 'next', data: { data: { viewer: 'Query' } } });
    expect(await query.next()).toEqual({ event: 'complete', data: undefined });
  });

  it('is kept alive by comments', async () => {
    const stream = await onVenues('phartman');
    const next = stream.next();
    await until(() => stream.comments() >= 3);
    stream.close();
    await expect(next).rejects.toThrow('abort');
  });

  it('is counted per caller and per service, until its client disconnects', async () => {
    const [first] = await Promise.all([onVenues('phartman'), onVenues('phartman')]);
    const third = await onVenues('phartman');
    expect(third.status).toBe(429);
    expect((await third.json()).errors[0].message).toContain('this caller has 2 streams of changes already');
    await Promise.all([onVenues('tgraves'), onVenues('jkelly')]);
    const fifth = await onVenues('fwinters');
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fifth.json()).errors[0]).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    first.close();
    await until(async () => (await onVenues('phartman')).status === 200);
  });

  it('ends when its listener has fallen too far behind', async () => {
    // The places of the tests before are free when the service has noticed that their clients are gone.
    await until(async () => (await onVenues('clopez')).status === 200);
    const stream = opened.at(-1)!;
    const inputs = Array.from({ length: 30 }, (_, index) => `{ name: "Bulk ${index}", capacity: 1 }`).join();
    await run('venues', `mutation { createVenues(inputs: [${inputs}]) { __typename } }`);
    let last = await stream.next();
    while (last?.event === 'next' && last.data.errors === undefined) last = await stream.next();
    expect(last?.data.errors[0]).toMatchObject({ extensions: { code: 'SUBSCRIPTION_ENDED' } });
    expect(last?.data.errors[0].message).toContain('read anew');
    expect((await stream.next())?.event).toBe('complete');
  });

  it("ends when the caller's account has another role, or is gone", async () => {
    const create = `mutation { createAccount(input: { username: "temp", name: "Temp", role: MEMBER, password: "password" }) { ... on CreateAccountSuccess { account { id } } } }`;
    const { id } = (await run('accounts', create)).createAccount.account;
    const listen = () => open(endpoint('accounts'), 'subscription { accountsChanged { kind } }', { as: 'temp' });
    const first = await listen();
    await run(
      'accounts',
      `mutation { changeAccount(id: "${id}", ifMatch: "*", input: { role: MANAGER }) { __typename } }`,
    );
    expect((await first.next())?.data).toEqual({ data: { accountsChanged: { kind: 'CHANGED' } } });
    expect(await ends(first)).toMatchObject({ extensions: { code: 'SUBSCRIPTION_ENDED' } });
    const second = await listen();
    await run('accounts', `mutation { removeAccount(id: "${id}", ifMatch: "*") { __typename } }`);
    expect((await second.next())?.data).toEqual({ data: { accountsChanged: { kind: 'REMOVED' } } });
    expect(await ends(second)).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('ends after the longest time that is allowed, and when the service stops', async () => {
    const start = (env: Readonly<Record<string, string>>) => startExtraService(equipment, { ...system.env, ...env });
    const query = 'subscription { equipmentItemsChanged { kind } }';
    const shortly = await start({ SUBSCRIPTION_MAX_SECONDS: '1' });
    const aged = await open(`${shortly.url}/graphql`, query, { as: 'phartman' });
    expect((await ends(aged)).message).toContain('the longest time');
    await shortly.close();
    const service = await start({ SUBSCRIPTION_MAX_SECONDS: '60' });
    const stream = await open(`${service.url}/graphql`, query, { as: 'phartman' });
    const startedAt = performance.now();
    const closing = service.close();
    expect((await ends(stream)).message).toContain('the service is stopping');
    await closing;
    // Connections that do not end by themselves are cut off after 30 s.
    expect(performance.now() - startedAt).toBeLessThan(25_000);
  });
});
