import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { 'if-match': '*' };
const rounds = 15;

describe.each(testStores)('references, on $name,', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  const newVenue = async (): Promise<HalBody> =>
    (await hal('POST', system.href('venue'), { ...root, body: { name: `Reference ${count++}`, capacity: 5 } })).body;
  const newEvent = (venue: HalBody, as = 'root'): Promise<HalResult> => {
    const body = { name: 'Reference', date: '2027-02-01', time: '09:00:00', duration: 'PT1H' };
    return hal('POST', venue._links.event.href, { as, body });
  };
  const register = (event: HalBody, username = 'phartman') =>
    hal('PUT', event._links.register.href, { ...root, body: { username } });
  const remove = (document: HalBody, { as = 'root', cascade = false } = {}) =>
    hal('DELETE', `${document._links.self.href}${cascade ? '?cascade=true' : ''}`, { as, headers: any });
  const status = async (document: HalBody): Promise<number> =>
    (await hal('GET', document._links.self.href, root)).status;
  const registrationsOf = async (event: HalBody): Promise<number> =>
    (await hal('GET', event._links.registration.href, root)).body._meta.total;

  it('prevent the removal of a document; the problem links to the referrers in both faces', async () => {
    const venue = await newVenue();
    const { body: event } = await newEvent(venue);
    await register(event);
    for (const [document, relation] of [
      [venue, 'event'],
      [event, 'registration'],
    ] as const) {
      const rejected = await remove(document);
      expect([rejected.status, rejected.body.type]).toEqual([409, expect.stringMatching(/in-use$/)]);
      expect(rejected.body.holders).toEqual([{ relation, count: 1, href: document._links[relation].href }]);
      expect((await hal('GET', rejected.body.holders[0].href, root)).body._meta.total).toBe(1);
      expect(await status(document)).toBe(200);
    }
    const mutation = `mutation ($id: ID!) { removeVenue(id: $id, ifMatch: "*") { __typename ... on InUse { holders { relation count href } } } }`;
    const response = await graphql(system.graphql, mutation, { ...root, variables: { id: venue._id } });
    expect(response.data.removeVenue).toEqual({
      __typename: 'InUse',
      holders: [{ relation: 'event', count: 1, href: venue._links.event.href }],
    });
    // A rejected removal leaves no mark: new references are possible.
    expect((await register(event, 'tgraves')).status).toBe(201);
  });

  it('are removed with the document if the caller requests a cascade', async () => {
    const venue = await newVenue();
    const { body: event } = await newEvent(venue);
    await register(event);
    expect((await remove(venue, { cascade: true })).status).toBe(200);
    expect([await status(venue), await status(event)]).toEqual([404, 404]);
    const list = await hal('GET', `${system.href('registration')}?where={"_event_ref":"${event._id}"}`, root);
    expect(list.body._meta.total).toBe(0);
  });

  it('are kept if the caller may not remove the referrers', async () => {
    const venue = await newVenue();
    const { body: event } = await newEvent(venue, 'clopez');
    await register(event, 'phartman');
    const rejected = await remove(event, { as: 'clopez', cascade: true });
    expect(rejected.status).toBe(403);
    expect([await status(event), await registrationsOf(event)]).toEqual([200, 1]);
    expect((await register(event, 'tgraves')).status).toBe(201);
  });

  it('either fail or prevent a concurrent removal: an event at a venue', async () => {
    for (let round = 0; round < rounds; round++) {
      const venue = await newVenue();
      const [created, removed] = await Promise.all([newEvent(venue), remove(venue)]);
      const exists = (await status(venue)) === 200;
      expect([created.status, removed.status, exists]).toEqual(
        created.status === 201 ? [201, 409, true] : [404, 200, false],
      );
    }
  });

  it('fail, prevent a concurrent removal, or are removed with it: a registration for an event', async () => {
    for (let round = 0; round < rounds; round++) {
      const { body: event } = await newEvent(await newVenue());
      const cascade = round % 2 === 1;
      const [registered, removed] = await Promise.all([register(event), remove(event, { cascade })]);
      const exists = (await status(event)) === 200;
      expect(exists).toBe(removed.status === 409);
      const list = await hal('GET', `${system.href('registration')}?where={"_event_ref":"${event._id}"}`, root);
      expect(list.body._meta.total).toBe(exists ? 1 : 0);
      expect([[201, 409], [404, 200], [422, 200], ...(cascade ? [[201, 200]] : [])]).toContainEqual([
        registered.status,
        removed.status,
      ]);
    }
  });

  it('either fail or prevent a concurrent removal: an event that moves to a venue', async () => {
    for (let round = 0; round < rounds; round++) {
      const [from, to] = [await newVenue(), await newVenue()];
      const { body: event } = await newEvent(from);
      const [moved, removed] = await Promise.all([
        hal('PATCH', event._links.self.href, { ...root, headers: any, body: { _venue_ref: to._id } }),
        remove(to),
      ]);
      expect([moved.status, removed.status]).toEqual(moved.status === 200 ? [200, 409] : [422, 200]);
      expect((await remove(from)).status).toBe(moved.status === 200 ? 200 : 409);
    }
  });

  it('allow collections to be emptied only in the order of dependency', async () => {
    const { body: event } = await newEvent(await newVenue());
    await register(event);
    const empty = (rel: string) => hal('DELETE', system.href(rel), root);
    const totals = async (): Promise<readonly number[]> =>
      Promise.all(
        ['registration', 'event', 'venue', 'account'].map(
          async (rel) => (await hal('GET', `${system.href(rel)}?max_results=1`, root)).body._meta.total as number,
        ),
      );
    const before = await totals();
    for (const rel of ['venue', 'event', 'account']) expect((await empty(rel)).status).toBe(409);
    expect(await totals()).toEqual(before);
    for (const rel of ['registration', 'event', 'venue', 'account']) expect((await empty(rel)).status).toBe(200);
    expect(await totals()).toEqual([0, 0, 0, 0]);
  });
});
