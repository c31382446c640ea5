import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const root = { as: 'root' } as const;

describe.each(testStores)('a batch of documents, on $name,', ({ open }) => {
  let system: TestSystem;
  let accounts: readonly string[];
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
    const { body } = await hal('GET', system.href('account'), root);
    accounts = body._embedded.account.map(({ _id }: HalBody) => _id);
  });
  afterAll(() => system.close());

  const post = (url: string, body: readonly object[]): Promise<HalResult> => hal('POST', url, { ...root, body });
  const total = async (url: string): Promise<number> => (await hal('GET', url, root)).body._meta.total;

  async function newEvent(capacity: number): Promise<HalBody> {
    const venue = await hal('POST', system.href('venue'), { ...root, body: { name: `Batches ${count++}`, capacity } });
    const slot = { name: 'Batches', date: '2027-06-01', time: '09:00:00', duration: 'PT1H' };
    return (await hal('POST', venue.body._links.event.href, { ...root, body: slot })).body;
  }

  it('with duplicate names is rejected: it names the second, and creates none', async () => {
    const before = await total(system.href('venue'));
    const twin = { name: 'Twin', capacity: 1 };
    const { status, body } = await post(system.href('venue'), [{ ...twin, name: 'Other' }, twin, twin]);
    expect([status, body.type, body.detail]).toEqual([
      409,
      expect.stringMatching(/duplicate$/),
      'item 2: the request contains another venue with this name',
    ]);
    expect(await total(system.href('venue'))).toBe(before);
  });

  it('of one has the index in its problems, in both faces', async () => {
    const name = `Batches ${count++}`;
    await post(system.href('venue'), [{ name, capacity: 1 }]);
    const inputs = [{ name, capacity: 1 }];
    const taken = await post(system.href('venue'), inputs);
    expect(taken.body.detail).toBe('item 0: there is a venue with this name already');
    const graphqlResult = async (capacity: number): Promise<HalBody> => {
      const query = `mutation ($inputs: [CreateVenueInput!]!, $input: CreateVenueInput!) {
        many: createVenues(inputs: $inputs) { ... on Problem { detail } ... on Invalid { issues { field } } }
        one: createVenue(input: $input) { ... on Problem { detail } ... on Invalid { issues { field } } }
      }`;
      const input = { name, capacity };
      return (await graphql(system.graphql, query, { ...root, variables: { inputs: [input], input } })).data;
    };
    expect(await graphqlResult(1)).toEqual({
      many: { detail: 'item 0: there is a venue with this name already' },
      one: { detail: 'there is a venue with this name already' },
    });
    expect(await graphqlResult(0)).toMatchObject({
      many: { issues: [{ field: '0.capacity' }] },
      one: { issues: [{ field: 'capacity' }] },
    });
  });

  it('with the same registration twice creates one registration', async () => {
    const list = (await newEvent(5))._links.registration.href;
    const [account] = accounts;
    const { status, body } = await post(list, [{ _account_ref: account }, { _account_ref: account }]);
    const ids = body._embedded.registration.map(({ _id }: HalBody) => _id);
    expect([status, ids.length, new Set(ids).size, await total(list)]).toEqual([201, 2, 1, 1]);
  });

  it('that needs too many seats is rejected: it names the first without a seat, and creates none', async () => {
    const list = (await newEvent(2))._links.registration.href;
    const { status, body } = await post(
      list,
      accounts.slice(0, 3).map((account) => ({ _account_ref: account })),
    );
    expect([status, body.type, body.detail]).toEqual([
      409,
      expect.stringMatching(/event-full$/),
      'item 2: all 2 seats are taken',
    ]);
    expect(await total(list)).toBe(0);
  });

  it('that overlaps itself is rejected as an overlap in both faces, and creates none', async () => {
    const { _venue_ref: venue } = await newEvent(1);
    const list = `${system.href('event')}/venue/${venue}`;
    const event = (time: string) => ({ name: `At ${time}`, date: '2027-06-02', time, duration: 'PT1H' });
    const inputs = [event('10:00:00'), event('12:00:00'), event('10:30:00')];
    const detail = 'item 2: the event overlaps "At 10:00:00" in the same request';
    const { status, body } = await post(list, inputs);
    expect([status, body.type, body.detail]).toEqual([409, expect.stringMatching(/\/overlap-in-batch$/), detail]);
    const query =
      'mutation ($inputs: [CreateEventInput!]!) { createEvents(inputs: $inputs) { __typename ... on Problem { status detail } } }';
    const variables = { inputs: inputs.map((input) => ({ ...input, venue })) };
    const { data } = await graphql(system.graphql, query, { ...root, variables });
    expect(data.createEvents).toEqual({ __typename: 'OverlapInBatch', status: 409, detail });
    expect(await total(list)).toBe(1);
  });

  it('with an overlap or an unknown reference is rejected, and names the document', async () => {
    const event = await newEvent(2);
    const { name, date, time, duration } = event;
    const list = `${system.href('event')}/venue/${event._venue_ref}`;
    const free = { name, date: '2027-07-01', time, duration };
    const overlapping = await post(list, [free, { name, date, time, duration }]);
    expect([overlapping.status, overlapping.body.detail]).toEqual([409, expect.stringMatching(/^item 1: "Batches"/)]);
    const registrations = event._links.registration.href;
    const unknown = await post(registrations, [{ _account_ref: accounts[0] }, { _account_ref: 'nobody' }]);
    expect([unknown.status, Object.keys(unknown.body._issues)]).toEqual([422, ['1._account_ref']]);
    expect([await total(list), await total(registrations)]).toEqual([1, 0]);
  });
});
