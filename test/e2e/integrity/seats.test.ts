import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;
const usernames = ['phartman', 'tgraves', 'jkelly', 'fwinters', 'clopez', 'sheath', 'gjohnson', 'dthibideau'];

const changeVenue = `mutation ($id: ID!, $capacity: Int!) {
  changeVenue(id: $id, ifMatch: "*", input: { capacity: $capacity }) {
    __typename ... on SeatsTaken { registered event { id } events { id } }
  }
}`;

describe.each(testStores)('seats, on $name,', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  const newVenue = async (capacity: number): Promise<HalBody> =>
    (await hal('POST', system.href('venue'), { ...root, body: { name: `Seats ${count++}`, capacity } })).body;
  const newEvent = async (venue: HalBody, name = 'Seats'): Promise<HalBody> => {
    const date = `2027-01-${String((count++ % 28) + 1).padStart(2, '0')}`;
    const body = { name, date, time: '09:00:00', duration: 'PT1H' };
    return (await hal('POST', venue._links.event.href, { ...root, body })).body;
  };
  const register = (event: HalBody, username: string) =>
    hal('PUT', event._links.register.href, { ...root, body: { username } });
  const cancel = (event: HalBody, username: string) =>
    hal('DELETE', event._links.cancel.href, { ...root, body: { username } });
  const resize = (venue: HalBody, capacity: number) =>
    hal('PATCH', venue._links.self.href, { ...any, body: { capacity } });
  const registered = async (event: HalBody): Promise<number> =>
    (await hal('GET', event._links.registration.href, root)).body._meta.total;

  it('are available at once when the capacity of the venue increases', async () => {
    const venue = await newVenue(1);
    const event = await newEvent(venue);
    expect((await register(event, usernames[0]!)).status).toBe(201);
    expect((await register(event, usernames[1]!)).body).toMatchObject({ status: 409, capacity: 1 });
    expect((await resize(venue, 2)).status).toBe(200);
    expect((await register(event, usernames[1]!)).status).toBe(201);
    expect((await register(event, usernames[2]!)).body).toMatchObject({ status: 409, capacity: 2 });
  });

  it('are never withdrawn: a capacity below the registrations is rejected, and all such events are named', async () => {
    const venue = await newVenue(4);
    const [first, second, third] = [
      await newEvent(venue, 'One'),
      await newEvent(venue, 'Two'),
      await newEvent(venue, 'Three'),
    ];
    for (const person of usernames.slice(0, 3)) {
      await register(first, person);
      await register(second, person);
    }
    await register(third, usernames[0]!);
    const rejected = await resize(venue, 2);
    expect([rejected.status, rejected.body.type]).toEqual([409, expect.stringMatching(/seats-taken$/)]);
    expect(rejected.body.events.toSorted()).toEqual([first._id, second._id].toSorted());
    expect(rejected.body.detail).toMatch(/"One" has 3 registrations/);
    expect(rejected.body.detail).toMatch(/"Two" has 3 registrations/);
    const response = await graphql(system.graphql, changeVenue, { ...root, variables: { id: venue._id, capacity: 2 } });
    expect(response.data.changeVenue).toMatchObject({ __typename: 'SeatsTaken', registered: 3 });
    expect(response.data.changeVenue.events).toHaveLength(2);
    expect((await hal('GET', venue._links.self.href, root)).body.capacity).toBe(4);
    expect((await register(first, usernames[3]!)).status).toBe(201);
  });

  it('are renumbered after cancellations, so that a capacity can be lowered to what is sold', async () => {
    const venue = await newVenue(8);
    const event = await newEvent(venue);
    for (const person of usernames) await register(event, person);
    for (const person of usernames.slice(0, 5)) await cancel(event, person);
    expect((await resize(venue, 2)).status).toBe(409);
    expect((await resize(venue, 3)).status).toBe(200);
    expect((await register(event, usernames[0]!)).status).toBe(409);
    expect(await registered(event)).toBe(3);
    expect((await resize(venue, 4)).status).toBe(200);
    expect((await register(event, usernames[0]!)).status).toBe(201);
  });

  it('are counted when an event moves to another venue', async () => {
    const [large, small] = [await newVenue(4), await newVenue(2)];
    const event = await newEvent(large, 'Mover');
    for (const person of usernames.slice(0, 3)) await register(event, person);
    const move = () => hal('PATCH', event._links.self.href, { ...any, body: { _venue_ref: small._id } });
    const rejected = await move();
    expect(rejected.body).toMatchObject({ status: 409, capacity: 2, detail: expect.stringContaining('"Mover"') });
    expect((await register(event, usernames[3]!)).status).toBe(201);
    await cancel(event, usernames[0]!);
    await cancel(event, usernames[1]!);
    expect((await move()).status).toBe(200);
    expect((await register(event, usernames[0]!)).body).toMatchObject({ status: 409, capacity: 2 });
  });

  it('remain those of the venue when a move to a larger one is rejected, after a rejected change of the capacity', async () => {
    const [small, large] = [await newVenue(2), await newVenue(4)];
    const event = await newEvent(small);
    for (const person of usernames.slice(0, 2)) await register(event, person);
    expect((await resize(small, 1)).body.type).toMatch(/seats-taken$/);
    const { date } = event;
    const sameTime = { name: 'Same time', date, time: '09:00:00', duration: 'PT1H' };
    expect((await hal('POST', large._links.event.href, { ...root, body: sameTime })).status).toBe(201);
    const move = await hal('PATCH', event._links.self.href, { ...any, body: { _venue_ref: large._id } });
    expect(move.body.type).toMatch(/overlap$/);
    expect((await register(event, usernames[2]!)).body).toMatchObject({ status: 409, capacity: 2 });
    expect(await registered(event)).toBe(2);
  });

  it('never exceed the capacity when it is lowered during concurrent registrations', async () => {
    for (let round = 0; round < 10; round++) {
      const venue = await newVenue(8);
      const event = await newEvent(venue);
      const responses = await Promise.all([
        ...usernames.slice(0, 4).map((person) => register(event, person)),
        resize(venue, 5),
        ...usernames.slice(4).map((person) => register(event, person)),
        resize(venue, 3),
      ]);
      const { capacity } = (await hal('GET', venue._links.self.href, root)).body;
      const total = await registered(event);
      expect(total).toBeLessThanOrEqual(capacity);
      expect(total).toBe(responses.filter(({ status }) => status === 201).length);
      expect(responses.filter(({ status }) => ![200, 201, 409].includes(status)).map(({ body }) => body)).toEqual([]);
    }
  });

  it('never exceed the capacity when the event moves during concurrent registrations', async () => {
    for (let round = 0; round < 10; round++) {
      const [large, small] = [await newVenue(8), await newVenue(3)];
      const event = await newEvent(large);
      const responses = await Promise.all([
        ...usernames.slice(0, 3).map((person) => register(event, person)),
        hal('PATCH', event._links.self.href, { ...any, body: { _venue_ref: small._id } }),
        ...usernames.slice(3).map((person) => register(event, person)),
      ]);
      const { _venue_ref } = (await hal('GET', event._links.self.href, root)).body;
      const total = await registered(event);
      expect(total).toBeLessThanOrEqual(_venue_ref === small._id ? 3 : 8);
      expect(total).toBe(responses.filter(({ status }) => status === 201).length);
      expect(responses.filter(({ status }) => ![200, 201, 409].includes(status)).map(({ body }) => body)).toEqual([]);
    }
  });
});
