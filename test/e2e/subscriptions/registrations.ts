import type { TestSubgraph } from '../graphql-gateway/test-gateway.ts';

/** A subgraph that adds to the events of another one. */
export const registrations: TestSubgraph = {
  name: 'registrations',
  sdl: `type Query { registrationCount: Int }
    type Event @key(fields: "id") { id: ID! registrations: Registrations }
    type Registrations { totalCount: Int! }`,
  resolvers: { Event: { registrations: () => ({ totalCount: 2 }) } },
};
