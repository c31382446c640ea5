import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, type HalBody } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { recordRequests } from '../../support/recording.ts';

const samples = `{
  events(first: 1) { nodes { id name } }
  venues(first: 1) { nodes { id name } }
  accounts(filter: { username: { in: ["phartman", "tgraves"] } }, orderBy: [{ field: USERNAME }]) { nodes { id username } }
  registrations(first: 1) { nodes { id event { name } } }
}`;
const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';

describe('node', () => {
  let system: RecordedSystem;
  let found: HalBody;
  const query = (text: string, variables: object, as?: string) =>
    graphql(`${system.gateway}/graphql`, text, { variables, ...(as !== undefined && { as }) });

  beforeAll(async () => {
    system = await startRecordedSystem();
    found = (await query(samples, {}, 'root')).data;
  });
  afterAll(() => system.close());

  it.each([
    ['events', 'Event'],
    ['venues', 'Venue'],
    ['accounts', 'Account'],
    ['registrations', 'Registration'],
  ])('looks up %s', async (list, type) => {
    const { id } = found[list].nodes[0];
    const response = await query(node, { id }, 'root');
    expect([response.data, response.errors]).toEqual([{ node: { __typename: type, id } }, undefined]);
  });

  it('answers the fields of the type, also those of other services and interfaces', async () => {
    const { id, event } = found.registrations.nodes[0];
    const text = `query ($id: ID!) {
      again: node(id: $id) { ... on Registration { id: event { name } } ... on Resource { href } ... on Event { name } }
    }`;
    const response = await query(text, { id }, 'root');
    expect(response.errors).toBeUndefined();
    expect(response.data.again).toEqual({ id: event, href: expect.stringContaining(id) });
  });

  it.each(['none', '', '0197a4c8-0000-7000-8000-000000000000'])('is null if nothing has the id %j', async (id) => {
    const response = await query(node, { id }, 'root');
    expect([response.status, response.data, response.errors]).toEqual([200, { node: null }, undefined]);
  });

  it('is null for what the caller may not see, as for what does not exist', async () => {
    const [own, other] = found.accounts.nodes;
    const text = `query ($own: ID!, $other: ID!) {
      own: node(id: $own) { id } other: node(id: $other) { id } account(id: $other) { id }
    }`;
    const response = await query(text, { own: own.id, other: other.id }, 'phartman');
    expect(response.data).toEqual({ own: { id: own.id }, other: null, account: null });
    expect(response.errors).toBeUndefined();
  });

  it('needs credentials', async () => {
    const response = await query(node, { id: found.events.nodes[0].id });
    expect([response.status, response.data]).toEqual([401, { node: null }]);
    expect(response.errors).toMatchObject([{ path: ['node'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('sends one request to each service, however many nodes are looked up', async () => {
    const [event, venue] = [found.events.nodes[0], found.venues.nodes[0]];
    const text = `query ($a: ID!, $b: ID!) {
      a: node(id: $a) { id } b: node(id: $b) { id } again: node(id: $a) { id } none: node(id: "none") { id }
    }`;
    await query(text, { a: event.id, b: venue.id }, 'root');
    const requests = await recordRequests(() => query(text, { a: event.id, b: venue.id }, 'root'));
    const toServices = requests.filter(({ path, origin }) => path === '/graphql' && origin !== system.gateway);
    const sent = toServices.map(({ origin }) => origin);
    expect([sent.length, new Set(sent).size]).toEqual([4, 4]);
  });
});
