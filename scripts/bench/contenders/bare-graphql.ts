import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expressMiddleware } from '@as-integrations/express5';
import DataLoader from 'dataloader';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { gql } from 'graphql-tag';
import { apolloPlugins } from '../../../kit/graphql/apollo-options.ts';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { openBareStore, type BareStore } from './bare-store.ts';
import { runContender, type RunningContender } from './process.ts';

/**
 * The baseline for GraphQL: Apollo Server with a subgraph of the same types and handwritten resolvers for the measured
 * queries only. It has no authentication and no other arguments.
 */
const typeDefs = gql`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar Date
  scalar Time
  scalar Duration
  scalar DateTime
  scalar URL
  type Query {
    event(id: ID!): Event
    events(first: Int): EventConnection
  }
  type Event @key(fields: "id") {
    id: ID!
    href: URL!
    etag: String!
    createdAt: DateTime!
    updatedAt: DateTime!
    name: String!
    description: String
    date: Date!
    time: Time!
    duration: Duration!
    venue: Venue
  }
  type EventConnection {
    nodes: [Event!]!
    pageInfo: PageInfo!
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }
  type Venue @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

interface Context {
  readonly byId: DataLoader<string, Document | null>;
}

const loader = (store: BareStore): Context['byId'] =>
  new DataLoader(async (ids) => {
    const events = new Map((await store.eventsWithIds(ids)).map((event) => [event._id, event]));
    return ids.map((id) => events.get(id) ?? null);
  });

const cursorOf = (event: Document): string => Buffer.from(JSON.stringify(['event', event._id])).toString('base64url');

async function firstEvents(store: BareStore, first: number) {
  const events = await store.events(first + 1);
  const nodes = events.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: { hasNextPage: events.length > first, endCursor: last === undefined ? null : cursorOf(last) },
  };
}

const resolversOf = (store: BareStore, base: () => string) => ({
  Query: {
    event: (_root: unknown, { id }: { id: string }) => store.event(id),
    events: (_root: unknown, { first }: { first: number }) => firstEvents(store, first),
  },
  Event: {
    __resolveReference: ({ id }: { id: string }, { byId }: Context) => byId.load(id),
    id: ({ _id }: Document) => _id,
    href: ({ _id }: Document) => `${base()}/events/${_id}`,
    etag: ({ _etag }: Document) => _etag,
    createdAt: ({ _created }: Document) => _created,
    updatedAt: ({ _updated }: Document) => _updated,
    venue: (event: Document) => ({ __typename: 'Venue', id: event['venue'] }),
  },
});

async function start(settings: StoreSettings): Promise<RunningContender> {
  const store = await openBareStore(settings);
  let base = '';
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolversOf(store, () => base) });
  // Disables Apollo Server's default plugins, as the product does: cache control runs for every field.
  const server = new ApolloServer<Context>({ schema, plugins: apolloPlugins({}) });
  await server.start();
  const context = () => Promise.resolve({ byId: loader(store) });
  const httpServer = express().use('/graphql', express.json(), expressMiddleware(server, { context })).listen(0);
  await once(httpServer, 'listening');
  base = `http://localhost:${(httpServer.address() as AddressInfo).port}`;
  return {
    urls: { events: base },
    authorization: {},
    close: async () => {
      await server.stop();
      httpServer.close();
      await store.close();
    },
  };
}

runContender(start);
