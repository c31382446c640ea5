import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOfDocument } from '../../../kit/graphql/http/document-reference.ts';
import { filter, firstValueFrom } from 'rxjs';
import { credentials, graphql, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const rooms = gql`
  query Rooms($first: Int, $after: String) {
    venues(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          name
          capacity
          events(first: 10) {
            nodes {
              id
              name
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
const firstRoom = gql`
  query FirstRoom {
    venues(first: 1) {
      nodes {
        name
      }
    }
  }
`;
const event = gql`
  query Event($id: ID!) {
    event(id: $id) {
      id
      name
      etag
      actions {
        rel
      }
      registrations {
        totalCount
      }
    }
  }
`;
const book = gql`
  mutation Book($input: CreateEventInput!) {
    createEvent(input: $input) {
      ... on CreateEventSuccess {
        event {
          id
          name
          etag
        }
      }
      ... on Overlap {
        event {
          id
          name
        }
      }
      ... on Problem {
        type
        status
        detail
      }
    }
  }
`;
const register = gql`
  mutation Register($id: ID!, $username: String) {
    registerForEvent(id: $id, username: $username) {
      ... on RegisterForEventSuccess {
        changed
        event {
          id
          actions {
            rel
          }
          registrations {
            totalCount
          }
        }
      }
      ... on EventFull {
        capacity
      }
      ... on Problem {
        title
      }
    }
  }
`;
const rename = gql`
  mutation Rename($id: ID!, $ifMatch: String!, $name: String!) {
    changeEvent(id: $id, ifMatch: $ifMatch, input: { name: $name }) {
      ... on ChangeEventSuccess {
        event {
          id
          name
          etag
        }
      }
      ... on Stale {
        current {
          id
          etag
        }
      }
    }
  }
`;

/** Creates a client as Apollo's documentation does: possible types from introspection, Relay-style pagination. */
async function connect(uri: string, as: string): Promise<ApolloClient> {
  const { data } = await graphql(uri, '{ __schema { types { kind name possibleTypes { name } } } }', { as });
  const abstract = data.__schema.types.filter(({ possibleTypes }: HalBody) => possibleTypes !== null);
  const possibleTypes = Object.fromEntries(
    abstract.map(({ name, possibleTypes: types }: HalBody) => [name, types.map((type: HalBody) => type.name)]),
  );
  return new ApolloClient({
    link: new HttpLink({ uri, headers: credentials(as) }),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { venues: relayStylePagination() } } },
    }),
  });
}

describe('Apollo Client', () => {
  let system: TestSystem;
  let client: ApolloClient;
  let room: HalBody;
  beforeAll(async () => {
    system = await startTestSystem(embeddedStore.open);
    client = await connect(system.graphql, 'manderson');
  });
  afterAll(async () => {
    client.stop();
    await system.close();
  });
  const query = async (document: HalBody, variables: object): Promise<HalBody> =>
    (await client.query<HalBody>({ query: document, variables, fetchPolicy: 'network-only' })).data;
  const mutate = async (mutation: HalBody, variables: object): Promise<HalBody> =>
    (await client.mutate<HalBody>({ mutation, variables })).data;
  const slot = () => ({
    name: 'Retrospective',
    date: '2027-03-01',
    time: '10:00:00',
    duration: 'PT1H',
    venue: room.id,
  });

  it('reads page by page, and has all pages in its cache', async () => {
    const watched = client.watchQuery<HalBody>({ query: rooms, variables: { first: 3 } });
    const { data: first } = await firstValueFrom(watched.pipe(filter(({ loading }) => !loading)));
    expect(first.venues.edges).toHaveLength(3);
    await watched.fetchMore({ variables: { first: 3, after: first.venues.pageInfo.endCursor } });
    const all = watched.getCurrentResult().data?.['venues'];
    expect(all.edges.map(({ node }: HalBody) => node.name)).toEqual([
      'Developer Meeting Room',
      'Customer Meeting Room 1',
      'Customer Meeting Room 2',
      'Main Boardroom',
    ]);
    expect(all.pageInfo.hasNextPage).toBe(false);
    room = all.edges[0].node;
    expect(client.cache.extract()).toHaveProperty([`Venue:${room.id}`, 'capacity'], 5);
  });

  it('books a room; the overlapping event of a rejection is an entity in its cache', async () => {
    const { createEvent: booked } = await mutate(book, { input: slot() });
    expect(booked).toMatchObject({ __typename: 'CreateEventSuccess', event: { name: 'Retrospective' } });
    const { createEvent: rejected } = await mutate(book, { input: slot() });
    expect(rejected).toMatchObject({ __typename: 'Overlap', status: 409, event: { id: booked.event.id } });
    const refreshed = await query(rooms, { first: 1 });
    const names = refreshed.venues.edges[0].node.events.nodes.map(({ name }: HalBody) => name);
    expect(names).toEqual(['Daily Standup', 'Requirements Review', 'Retrospective']);
  });

  it('registers until the event is full; each result updates the event in its cache', async () => {
    const { id } = room.events.nodes[0];
    await query(event, { id });
    const read = () => client.readQuery<HalBody>({ query: event, variables: { id } })?.event;
    expect(read()).toMatchObject({ registrations: { totalCount: 4 } });
    const registered = await mutate(register, { id, username: 'clopez' });
    expect(registered.registerForEvent).toMatchObject({ __typename: 'RegisterForEventSuccess', changed: true });
    expect(read().registrations.totalCount).toBe(5);
    expect(read().actions.map(({ rel }: HalBody) => rel)).not.toContain('register');
    const rejected = await mutate(register, { id, username: 'sheath' });
    expect(rejected.registerForEvent).toMatchObject({ __typename: 'EventFull', capacity: 5 });
  });

  it.each(['gateway', 'subgraph'])(
    'sends the hashes of queries by GET, and their texts if they are not known: %s',
    async (part) => {
      const requests: string[] = [];
      const uri = part === 'gateway' ? system.graphql : `${system.services.venues.url}/graphql`;
      const http = new HttpLink({
        uri,
        headers: { ...credentials('manderson'), 'apollo-require-preflight': '1' },
        fetch: async (url, init) => {
          const response = await fetch(url, init);
          const hasText = /[?&]query=|"query":/.test(JSON.stringify([url, init?.body]).replaceAll('\\', ''));
          requests.push(`${init?.method} ${hasText ? 'text' : 'hash'} ${response.status}`);
          return response;
        },
      });
      const persisted = createPersistedQueryLink({ sha256: hashOfDocument, useGETForHashedQueries: true });
      const persisting = new ApolloClient({ link: persisted.concat(http), cache: new InMemoryCache() });
      const ask = async (): Promise<string> => {
        const { data } = await persisting.query<HalBody>({ query: firstRoom, fetchPolicy: 'network-only' });
        return data.venues.nodes[0].name;
      };
      expect([await ask(), await ask()]).toEqual(Array(2).fill('Developer Meeting Room'));
      expect(requests).toEqual(
        part === 'gateway'
          ? ['GET hash 404', 'POST text 200', 'GET hash 200']
          : ['GET hash 400', 'POST text 200', 'POST text 200'],
      );
      persisting.stop();
    },
  );

  it('changes with the etag that it has read; Stale contains the current one', async () => {
    const { id } = room.events.nodes[1];
    const { event: current } = await query(event, { id });
    const changed = await mutate(rename, { id, ifMatch: current.etag, name: 'Review' });
    expect(changed.changeEvent.event.name).toBe('Review');
    expect(client.readQuery<HalBody>({ query: event, variables: { id } })?.event.name).toBe('Review');
    const stale = await mutate(rename, { id, ifMatch: current.etag, name: 'Again' });
    expect(stale.changeEvent.current).toMatchObject({ __typename: 'Event', id, etag: changed.changeEvent.event.etag });
  });
});
