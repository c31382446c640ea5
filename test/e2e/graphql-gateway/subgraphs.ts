import { GraphQLError } from 'graphql';
import type { TestSubgraph } from './test-gateway.ts';

const venueNames: Readonly<Record<string, string>> = { v1: 'Boardroom', v2: 'Garden' };

/** Two venues. `venue(id: "secret")` requires credentials; `venue(id: "broken")` fails with an internal message. */
export const venues: TestSubgraph = {
  name: 'venues-service',
  sdl: `type Query { venues: [Venue!]! venue(id: ID!): Venue authorization: String }
    type Venue @key(fields: "id") { id: ID! name: String! }`,
  resolvers: {
    Query: {
      venues: () => Object.keys(venueNames).map((id) => ({ id })),
      venue: (_source, { id }: { id: string }) => {
        if (id === 'secret') throw new GraphQLError('Please sign in.', { extensions: { code: 'UNAUTHENTICATED' } });
        if (id === 'broken') throw new Error('connect ECONNREFUSED mongodb://inside:27017');
        return id in venueNames ? { id } : null;
      },
      authorization: (_source, _given, { headers }) => headers.authorization ?? 'nobody',
    },
    Venue: { name: (source) => venueNames[(source as { id: string }).id] },
  },
};

/** One event at each venue. */
export const events: TestSubgraph = {
  name: 'events-service',
  sdl: `type Query { event(id: ID!): Event }
    type Mutation { book(venue: ID!): Event }
    type Event @key(fields: "id") { id: ID! title: String! venue: Venue }
    type Venue @key(fields: "id") { id: ID! events: [Event!] }`,
  resolvers: {
    Query: { event: (_source, { id }: { id: string }) => ({ id, title: `Event ${id}`, venue: { id: 'v1' } }) },
    Mutation: {
      book: (_source, { venue }: { venue: string }) => ({ id: 'new', title: 'Booked', venue: { id: venue } }),
    },
    Venue: { events: (source) => [{ id: `at-${(source as { id: string }).id}`, title: 'All Hands' }] },
  },
};

/** The events service with a schema that conflicts with the schema of the venues. */
export const conflictingEvents: TestSubgraph = {
  ...events,
  sdl: `type Query { event(id: ID!): Event }
    type Event @key(fields: "id") { id: ID! title: String! venue: Venue }
    type Venue @key(fields: "id") { id: ID! name: Int! events: [Event!] }`,
  resolvers: { Query: events.resolvers['Query'] ?? {}, Venue: events.resolvers['Venue'] ?? {} },
};

/** The events service with one additional field. */
export const extendedEvents: TestSubgraph = {
  ...events,
  sdl: events.sdl.replace('title: String!', 'title: String! shout: String!'),
  resolvers: { ...events.resolvers, Event: { shout: () => 'EVENT!' } },
};

/** An unrelated subgraph that provides its schema only through `_service`. */
export const weather: TestSubgraph = {
  name: 'weather-service',
  sdl: 'type Query { weather: String }',
  resolvers: { Query: { weather: () => 'fine' } },
  withoutSdlLink: true,
};
