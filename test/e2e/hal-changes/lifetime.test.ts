import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { openStream, type OpenedStream } from '../../support/event-stream.ts';
import { until } from '../../support/until.ts';
import { startLoneService, type LoneService } from './lone-service.ts';

const settings = {
  SUBSCRIPTIONS: '4',
  SUBSCRIPTIONS_PER_CALLER: '2',
  SUBSCRIPTION_HEARTBEAT_MS: '30',
  SUBSCRIPTION_CHECK_SECONDS: '1',
  AUTH_TOKEN_SECONDS: '10',
};

describe('a stream of changes', () => {
  let accounts: LoneService;
  const create = (username: string, input: object = {}) =>
    accounts.create({ username, name: 'Test', role: 'member', ...input });
  beforeAll(async () => {
    accounts = await startLoneService('accounts', settings);
    for (const username of ['one', 'two', 'three']) await create(username, { password: 'password' });
  });
  afterEach(() => accounts.closeStreams());
  afterAll(() => accounts.close());

  const ends = async (stream: OpenedStream) => {
    const last = await stream.next();
    expect([last?.event, await stream.next()]).toEqual(['problem', undefined]);
    return last?.data;
  };

  it('is counted per caller and per service, together with subscriptions', async () => {
    const query = 'subscription { accountsChanged { kind } }';
    const subscription = await openStream(`${accounts.service.url}/graphql`, query, { as: 'one' });
    await accounts.open('', { as: 'one' });
    const third = await accounts.open('', { as: 'one' });
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await third.json()).detail).toBe('this caller has 2 streams of changes already');
    for (const as of ['two', 'two']) expect((await accounts.open('', { as })).status).toBe(200);
    const fifth = await accounts.open('', { as: 'three' });
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fifth.json()).detail).toBe('there are 4 streams of changes already');
    const metrics = await (await fetch(`${accounts.service.url}/metrics`)).text();
    expect(metrics).toMatch(/^event_buddy_streams\{service="accounts-service"\} 4$/m);
    subscription.close();
    await until(async () => (await accounts.open('', { as: 'three' })).status === 200);
  });

  it('tells its position in heartbeats when changes are not told', async () => {
    const where = encodeURIComponent('{"username":"nobody"}');
    // The places of the test before are free when the service has noticed that its clients are gone.
    await until(async () => (await accounts.open('', { as: 'two' })).status === 200);
    const stream = await accounts.open(`?where=${where}`);
    const start = stream.lastEventId();
    const next = stream.next();
    await accounts.remove(await create('ignored'));
    const now = (await accounts.open('')).lastEventId();
    expect(now).not.toBe(start);
    await until(() => stream.lastEventId() === now);
    await accounts.remove(await create('nobody'));
    expect(await next).toMatchObject({ event: 'created', data: { username: 'nobody' } });
  });

  it("ends when the caller's account has another role, is gone, or the token expires", async () => {
    const account = await create('temp', { password: 'password' });
    const changed = await accounts.open('', { as: 'temp' });
    await accounts.change(account, { role: 'manager' });
    expect((await changed.next())?.event).toBe('changed');
    expect(await ends(changed)).toMatchObject({ status: 403, type: expect.stringMatching(/rights-changed$/) });
    const removed = await accounts.open('', { as: 'temp' });
    await accounts.remove(account);
    expect((await removed.next())?.event).toBe('removed');
    expect(await ends(removed)).toMatchObject({ status: 401, type: expect.stringMatching(/unauthenticated$/) });
    const { body } = await hal('POST', `${accounts.service.url}/token`, { as: 'two' });
    const expired = await accounts.open('', { headers: { authorization: `Bearer ${body.access_token}` } });
    expect(expired.status).toBe(200);
    expect(await ends(expired)).toMatchObject({ status: 401 });
  });

  it('tells the account of the caller alone to members, and removals of what they could read', async () => {
    const [member, root] = [await accounts.open('', { as: 'one' }), await accounts.open('')];
    const other = await create('other');
    const [mine] = (await hal('GET', accounts.list, { as: 'one' })).body._embedded.account;
    await accounts.change(mine, { name: 'New' });
    await accounts.remove(other);
    const told = [await root.next(), await root.next(), await root.next()].map((event) => event?.event);
    expect(told).toEqual(['created', 'changed', 'removed']);
    expect(await member.next()).toMatchObject({ event: 'changed', data: { username: 'one', name: 'New' } });
  });

  it('has the representation that its query and its Accept ask for', async () => {
    const list = await hal('GET', `${accounts.list}?projection=name&max_results=1&sort=name`, { as: 'root' });
    expect(list.body._links['eb:changes'].href).toBe(`${accounts.list}/changes?projection=name`);
    const accept = 'text/event-stream, application/prs.hal-forms+json';
    const authorization = `Basic ${Buffer.from('root:password').toString('base64')}`;
    const stream = await accounts.open('?projection=name', { headers: { accept, authorization } });
    const account = await create('short');
    const data = (await stream.next())?.data;
    const forms = { accept: 'application/prs.hal-forms+json' };
    const read = await hal('GET', `${account._links.self.href}?projection=name`, { as: 'root', headers: forms });
    expect(data).toEqual(read.body);
    expect([data._etag, Object.keys(data._templates)]).toEqual([account._etag, ['default', 'delete']]);
    await accounts.remove(account);
  });

  it('answers HEAD with the headers alone', async () => {
    const headers = { accept: 'text/event-stream' };
    const head = await hal('HEAD', `${accounts.list}/changes`, { as: 'root', headers });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('ends after the longest time that is allowed, and before the service stops', async () => {
    const shortly = await startLoneService('accounts', { SUBSCRIPTION_MAX_SECONDS: '1' });
    expect(await ends(await shortly.open(''))).toMatchObject({ status: 503, detail: expect.stringMatching(/longest/) });
    await shortly.close();
    const service = await startLoneService('accounts', {});
    const stream = await service.open('');
    const closing = service.close();
    expect(await ends(stream)).toMatchObject({ status: 503, detail: 'the service is stopping' });
    await closing;
  });
});
