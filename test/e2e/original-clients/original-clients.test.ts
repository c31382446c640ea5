import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoAccounts, demoVenues } from '../../../scripts/demo-data.ts';
import { hal, type HalBody, type HalRequestOptions, type HalResult } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

/** Accounts that the reset script creates without a password. */
const withoutPassword = ['gjohnson', 'dthibideau'];

/** Headers that the clients of the original system send: they attach the last entity tag that they saw. */
const attached = { 'if-match': 'b0b0b0b0' };

/**
 * Sends what the clients and scripts of the original system send, and reads what they read. Any status below 400 is
 * success to them.
 */
describe.each(testStores)('the original clients, on $name,', ({ open }) => {
  let system: TestSystem;
  let root: HalBody;
  beforeAll(async () => {
    system = await startTestSystem(open);
    root = (await hal('GET', system.halGateway)).body;
  });
  afterAll(() => system.close());

  async function succeed(method: string, url: string, request: HalRequestOptions): Promise<HalBody> {
    const { status, body } = await hal(method, url, request);
    expect([method, url, status < 400, body?._error?.message]).toEqual([method, url, true, undefined]);
    return body;
  }
  const fail = async (method: string, url: string, request: HalRequestOptions): Promise<readonly [number, string]> => {
    const { status, body } = await hal(method, url, request);
    expect(typeof body._error.message).toBe('string');
    return [status, body._error.message];
  };
  const eventNamed = async (name: string, as: string): Promise<HalBody> => {
    const { _embedded } = await succeed('GET', root._links.event.href, { as });
    return _embedded.event.find((each: HalBody) => each.name === name);
  };

  it('the reset script empties the collections and populates them again', async () => {
    const as = 'root';
    for (const rel of ['registration', 'event', 'venue', 'account']) {
      const deleted = await succeed('DELETE', root._links[rel].href, { as, headers: attached });
      expect([deleted._status, typeof deleted.delete_count]).toEqual(['deleted', 'number']);
    }
    for (const { password, ...account } of demoAccounts) {
      const body = withoutPassword.includes(account.username) ? account : { ...account, password };
      const created = await succeed('POST', root._links.account.href, { as, body });
      expect([created._status, created.username]).toEqual(['OK', account.username]);
    }
    for (const { events, ...venue } of demoVenues) {
      const created = await succeed('POST', root._links.venue.href, { as, body: venue });
      for (const { registered, ...event } of events) {
        const body = { ...event, time: event.time.slice(0, 5) };
        const { _links, ...posted } = await succeed('POST', created._links.event.href, { as, body });
        expect(posted).toMatchObject({ _status: 'OK', time: event.time, description: null });
        for (const username of registered) await succeed('PUT', _links.register.href, { as, body: { username } });
      }
    }
    const totals = ['registration', 'event', 'venue', 'account'].map(async (rel) => {
      const { headers, body } = await hal('GET', root._links[rel].href, { as });
      expect(headers.get('x-total-count')).toBe(String(body._meta.total));
      return body._meta.total;
    });
    expect(await Promise.all(totals)).toEqual([4, 3, 4, demoAccounts.length]);
  });

  it.each(['clopez', 'manderson', 'hreagan', 'root'])('%s sees who is registered', async (as) => {
    const { _embedded, _links } = await succeed('GET', `${system.services.venues.url}/venues`, { as });
    expect(_links.self.href).toBe(root._links.venue.href);
    const [venue] = _embedded.venue;
    const events = await succeed('GET', `${system.services.events.url}/events/venue/${venue._id}`, { as });
    const [event] = events._embedded.event;
    expect([event.name, event._venue_ref, event._links.parent.href]).toEqual([
      'Daily Standup',
      venue._id,
      venue._links.self.href,
    ]);
    const list = `${system.services.registrations.url}/registrations/event/${event._id}`;
    expect(event._links.registration.href).toBe(list);
    const registered = await succeed('GET', `${list}?embed=account`, { as });
    expect(registered._links.self.href).toBe(`${list}?embed=account`);
    const names = registered._embedded.registration.map(({ _links: links, _embedded: { account } }: HalBody) => {
      expect(links.parent.href).toBe(event._links.self.href);
      expect(account._links.self.href).toBe(links.account.href);
      return account.name ?? 'not authorized';
    });
    const visible = ['Pat Hartman', 'Terry Graves', 'Jamie Kelly', 'Felicia Winters'];
    expect(names).toEqual(as === 'clopez' ? visible.map(() => 'not authorized') : visible);
  });

  it.each(['manderson', 'hreagan', 'root'])('%s is asked for a username to register and to cancel', async (as) => {
    const { _links, _id } = await eventNamed('All Hands', as);
    const register = `${system.services.events.url}/events/${_id}/register`;
    expect(_links.register.href).toBe(register);
    const empty = { headers: { ...attached, 'content-type': 'application/json', 'content-length': '0' } };
    for (const method of ['PUT', 'DELETE'])
      for (const request of [empty, ...[{}, { user: 'sheath' }, { username: null }].map((body) => ({ body }))]) {
        const [status, message] = await fail(method, register, { as, ...request });
        expect([status, message]).toEqual([403, expect.stringContaining('username is required')]);
      }
    expect(await fail('PUT', register, { as, body: { username: 'nobody' } })).toEqual([403, expect.any(String)]);
    const named = { as, headers: attached, body: { username: 'sheath' } };
    expect((await succeed('PUT', register, named))._status).toBe('OK');
    expect((await succeed('PUT', register, named)).changed).toBe(false);
    expect((await succeed('DELETE', register, named))._status).toBe('OK');
  });

  it('a member registers and cancels with an empty body, and may name nobody', async () => {
    const [as, headers] = ['clopez', { ...attached, 'content-type': 'application/json', 'content-length': '0' }];
    const { _links } = await eventNamed('All Hands', as);
    for (const body of [{ username: 'sheath' }, { user: 'sheath' }]) {
      const [status, message] = await fail('PUT', _links.register.href, { as, body });
      expect([status, message]).toEqual([403, expect.stringContaining("on other's behalf")]);
    }
    expect((await succeed('PUT', _links.register.href, { as, headers }))._status).toBe('OK');
    expect((await succeed('DELETE', _links.register.href, { as, headers })).changed).toBe(true);
  });

  it.each([
    ['bare', (etag: string) => etag],
    ['quoted', (etag: string) => `"${etag}"`],
  ])('send back what they read, with entity tags that are %s', async (_title, tagOf) => {
    const as = 'root';
    const put = async (self: string, change: object): Promise<HalResult> => {
      const read = await succeed('GET', self, { as });
      const body = { ...read, _venue_ref: undefined, ...change };
      return hal('PUT', self, { as, headers: { 'if-match': tagOf(read._etag) }, body });
    };
    const event = await eventNamed('All Hands', as);
    const renamed = await put(event._links.self.href, { description: tagOf('Everybody') });
    expect([renamed.status, renamed.body._status, renamed.body._venue_ref]).toEqual([200, 'OK', event._venue_ref]);
    expect(renamed.headers.get('etag')).toBe(`"${renamed.body._etag}"`);
    const accounts = await succeed('GET', `${root._links.account.href}?where={"username":"sheath"}`, { as });
    const renamedAccount = await put(accounts._embedded.account[0]._links.self.href, { name: tagOf('Samantha') });
    expect([renamedAccount.status, renamedAccount.body.name]).toEqual([200, tagOf('Samantha')]);
    await succeed('GET', root._links.venue.href, { as: 'sheath' });
    expect((await hal('GET', root._links.venue.href, { as: 'gjohnson' })).status).toBe(401);
  });

  it('find events by their time in minutes, and an error for the events of an unknown venue', async () => {
    const found = await succeed('GET', `${root._links.event.href}?where={"time":"09:00"}`, { as: 'clopez' });
    expect(found._embedded.event.map(({ name }: HalBody) => name)).toEqual(['Daily Standup']);
    expect(await fail('GET', `${root._links.event.href}/venue/nope`, { as: 'clopez' })).toEqual([
      404,
      'there is no venue "nope"',
    ]);
  });
});
