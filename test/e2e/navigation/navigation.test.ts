import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const member = { as: 'clopez' } as const;
const manager = { as: 'manderson' } as const;

/** Follows a link of a document, as this account. */
const follow = async (document: HalBody, rel: string, who: { as: string }, query = ''): Promise<HalBody> => {
  const response = await hal('GET', `${document._links[rel].href}${query}`, who);
  expect([rel, response.status]).toEqual([rel, 200]);
  return response.body;
};
const named = (list: HalBody, rel: string, name: string): HalBody =>
  list._embedded[rel].find((each: HalBody) => each.name === name);

describe.each(testStores)('navigation from the root by links alone, on $name,', ({ open }) => {
  let system: TestSystem;
  let root: HalBody;
  beforeAll(async () => {
    system = await startTestSystem(open);
    root = (await hal('GET', system.halGateway)).body;
  });
  afterAll(() => system.close());

  it('reaches a venue, its events, and the registrations with embedded accounts', async () => {
    const venue = named(await follow(root, 'venue', manager), 'venue', 'Developer Meeting Room');
    const standup = named(await follow(venue, 'event', manager), 'event', 'Daily Standup');
    const registered = await follow(standup, 'registration', manager, '?embed=account');
    expect(registered._embedded.registration.map((each: HalBody) => each._embedded.account.username)).toEqual([
      'phartman',
      'tgraves',
      'jkelly',
      'fwinters',
    ]);
    expect((await follow(standup, 'venue', manager)).name).toBe('Developer Meeting Room');
  });

  it("shows a member all registrations and their own account, and a stub of each other's", async () => {
    const standup = named(await follow(root, 'event', member), 'event', 'Daily Standup');
    const registered = await follow(standup, 'registration', { as: 'phartman' }, '?embed=account&embed=event');
    const [own, ...others] = registered._embedded.registration;
    expect(own._embedded.account.username).toBe('phartman');
    expect(others).toHaveLength(3);
    for (const other of others) {
      const account = { _links: { self: { href: other._links.account.href } } };
      expect(other._embedded).toEqual({ account, event: expect.objectContaining({ name: 'Daily Standup' }) });
      const item = await follow(other, 'self', { as: 'phartman' }, '?embed=account');
      expect(item._embedded).toEqual({ account });
    }
    const nested = await follow(standup, 'self', { as: 'phartman' }, '?embed=registration.account');
    const embedded = nested._embedded.registration.map((each: HalBody) => each._embedded.account);
    expect(embedded.map(({ username }: HalBody) => username)).toEqual(['phartman', undefined, undefined, undefined]);
    expect(Object.keys(embedded[3])).toEqual(['_links']);
  });

  it('embeds nested relations: the registrations of an event, and their accounts', async () => {
    const events = await follow(root, 'event', manager, '?embed=registration.account&embed=venue');
    const standup = named(events, 'event', 'Daily Standup');
    expect(standup._embedded.venue.name).toBe('Developer Meeting Room');
    expect(standup._embedded.registration.map((each: HalBody) => each._embedded.account.username)).toContain('tgraves');
    expect(named(events, 'event', 'All Hands')._embedded.registration).toEqual([]);
  });

  it('registers, reports an existing registration, rejects if the event is full, and cancels', async () => {
    const standup = named(await follow(root, 'event', member), 'event', 'Daily Standup');
    const register = standup._links.register.href;
    expect((await hal('PUT', register, member)).status).toBe(201);
    const repeated = await hal('PUT', register, member);
    expect([repeated.status, repeated.body.message]).toEqual([200, 'clopez is already registered']);
    const full = await hal('PUT', register, {
      as: 'sheath',
      headers: { 'content-type': 'application/json', 'content-length': '0', 'if-match': '"something else"' },
    });
    expect([full.status, full.body.type, full.body.capacity]).toEqual([
      409,
      expect.stringMatching(/\/problems\/event-full$/),
      5,
    ]);
    expect(full.body._links.event.href).toBe(standup._links.self.href);
    expect((await hal('GET', full.body.type)).body).toMatchObject({ name: 'EventFull', status: 409 });
    expect((await hal('DELETE', standup._links.cancel.href, member)).status).toBe(200);
    const repeatedCancel = await hal('DELETE', standup._links.cancel.href, member);
    expect([repeatedCancel.status, repeatedCancel.body.changed]).toEqual([200, false]);
    expect((await hal('PUT', register, { as: 'sheath' })).status).toBe(201);
    expect((await hal('DELETE', register, { ...manager, body: { username: 'sheath' } })).status).toBe(200);
  });

  it('requires a username from callers who register others, and rejects one from members', async () => {
    const allHands = named(await follow(root, 'event', member), 'event', 'All Hands');
    const register = allHands._links.register.href;
    const refusals = [
      await hal('PUT', register, { ...member, body: { username: 'sheath' } }),
      await hal('PUT', register, manager),
      await hal('PUT', register, { as: 'root' }),
      await hal('PUT', register, { ...manager, body: { username: 'nobody' } }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(refusals[0]?.body._error.message).toContain("on other's behalf");
    for (const as of ['manderson', 'hreagan', 'root'])
      expect([200, 201]).toContain((await hal('PUT', register, { as, body: { username: 'sheath' } })).status);
  });

  it('rejects an overlapping event, naming the other; allows one that begins when another ends', async () => {
    const venue = named(await follow(root, 'venue', member), 'venue', 'Developer Meeting Room');
    const post = (time: string, duration: string, date = '2025-02-07') =>
      hal('POST', venue._links.event.href, { ...member, body: { name: 'New', date, time, duration } });
    for (const [time, duration] of [
      ['09:00:00', 'PT15M'],
      ['09:05:00', 'PT5M'],
      ['08:00:00', 'P1D'],
      ['08:55:00', 'PT5M1S'],
    ] as const) {
      const rejected = await post(time, duration);
      expect([rejected.status, rejected.body._error?.message]).toEqual([409, expect.stringContaining('Daily Standup')]);
      const inTheWay = await hal('GET', rejected.body._links.event.href, member);
      expect(inTheWay.body).toMatchObject({ _id: rejected.body.event, name: 'Daily Standup' });
    }
    expect((await post('23:00:00', 'PT10H', '2025-02-06')).status).toBe(201);
    expect((await post('09:15:00', 'PT45M')).status).toBe(201);
  });

  it('applies the same rule to changes, and frees the former time', async () => {
    const venue = (
      await hal('POST', root._links.venue.href, { ...manager, body: { name: 'Moving Room', capacity: 3 } })
    ).body;
    const createAt = async (time: string) =>
      (
        await hal('POST', venue._links.event.href, {
          ...member,
          body: { name: time, date: '2025-04-01', time, duration: 'PT1H' },
        })
      ).body;
    const [nine, ten] = [await createAt('09:00:00'), await createAt('10:00:00')];
    const patch = (event: HalBody, body: object) =>
      hal('PATCH', event._links.self.href, { ...member, body, headers: { 'if-match': event._etag } });
    expect((await patch(nine, { time: '09:30:00' })).status).toBe(409);
    expect((await patch(ten, { time: '10:30:00' })).status).toBe(200);
    expect((await patch(nine, { time: '09:30:00' })).status).toBe(200);
    expect(
      (
        await hal('POST', venue._links.event.href, {
          ...member,
          body: { name: 'early', date: '2025-04-01', time: '09:00:00', duration: 'PT30M' },
        })
      ).status,
    ).toBe(201);
  });

  it('rejects an event posted to all events, and names the URL to post to', async () => {
    const response = await hal('POST', root._links.event.href, {
      ...member,
      body: { name: 'Nowhere', date: '2025-04-01', time: '09:00:00', duration: 'PT1H' },
    });
    expect([response.status, response.body._error.message]).toEqual([403, expect.stringContaining('/events/venue/')]);
  });

  it('rejects the removal of a referenced document, names the referrers, and cascades on request', async () => {
    const venue = (
      await hal('POST', root._links.venue.href, { ...manager, body: { name: 'Removal Room', capacity: 3 } })
    ).body;
    const event = (
      await hal('POST', venue._links.event.href, {
        ...manager,
        body: { name: 'Removal', date: '2025-04-01', time: '09:00:00', duration: 'PT1H' },
      })
    ).body;
    await hal('PUT', event._links.register.href, member);
    const etag = { 'if-match': venue._etag };
    const kept = await hal('DELETE', venue._links.self.href, { ...manager, headers: etag });
    expect([kept.status, kept.body.holders]).toEqual([
      409,
      [{ relation: 'event', count: 1, href: venue._links.event.href }],
    ]);
    expect((await hal('DELETE', `${venue._links.self.href}?cascade=true`, { ...manager, headers: etag })).status).toBe(
      200,
    );
    expect((await hal('GET', event._links.self.href, manager)).status).toBe(404);
    expect((await hal('GET', event._links.registration.href, manager)).status).toBe(404);
  });

  it('does not lower a capacity below the registrations, and adds seats when it is raised', async () => {
    const venue = (
      await hal('POST', root._links.venue.href, { ...manager, body: { name: 'Growing Room', capacity: 1 } })
    ).body;
    const event = (
      await hal('POST', venue._links.event.href, {
        ...manager,
        body: { name: 'Growing', date: '2025-04-01', time: '09:00:00', duration: 'PT1H' },
      })
    ).body;
    const register = (as: string) => hal('PUT', event._links.register.href, { as });
    const resize = async (capacity: number) => {
      const { body } = await hal('GET', venue._links.self.href, manager);
      return hal('PATCH', venue._links.self.href, {
        ...manager,
        body: { capacity },
        headers: { 'if-match': body._etag },
      });
    };
    expect([(await register('clopez')).status, (await register('sheath')).status]).toEqual([201, 409]);
    expect((await resize(2)).status).toBe(200);
    expect((await register('sheath')).status).toBe(201);
    const rejected = await resize(1);
    expect([rejected.status, rejected.body.registered, rejected.body.event]).toEqual([409, 2, event._id]);
    expect((await hal('GET', venue._links.self.href, manager)).body.capacity).toBe(2);
  });

  it('issues a token for a password, and every service accepts it', async () => {
    const token = await hal('POST', root._links.token.href, member);
    expect(token.body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) });
    const headers = { authorization: `Bearer ${token.body.access_token}` };
    for (const rel of ['venue', 'event', 'registration', 'account'])
      expect((await hal('GET', root._links[rel].href, { headers })).status).toBe(200);
    expect((await hal('GET', root._links.account.href, { headers })).body._meta.total).toBe(1);
    const forged = { authorization: `${headers.authorization.slice(0, -4)}AAAA` };
    expect((await hal('GET', root._links.venue.href, { headers: forged })).status).toBe(401);
    expect(
      (await hal('POST', root._links.token.href, { body: { username: 'clopez', password: 'wrong' } })).status,
    ).toBe(401);
  });

  it('empties the collections in the order of the reset script', async () => {
    const early = await hal('DELETE', root._links.venue.href, { as: 'root' });
    expect([early.status, early.body.holders[0].relation]).toEqual([409, 'event']);
    expect((await hal('DELETE', root._links.registration.href, manager)).status).toBe(403);
    for (const rel of ['registration', 'event', 'venue', 'account']) {
      const total = (await hal('GET', root._links[rel].href, { as: 'root' })).body._meta.total;
      const response = await hal('DELETE', root._links[rel].href, {
        as: 'root',
        headers: { 'if-match': '"something else"' },
      });
      expect([response.status, response.body.delete_count]).toEqual([200, total]);
    }
  });
});
