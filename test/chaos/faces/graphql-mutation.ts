import type { Cluster } from '../cluster.ts';
import type { Order } from './face.ts';

export interface Mutation {
  readonly service: keyof Cluster['services'];
  readonly name: string;
  /** The types of the variables. Arguments have the names of the variables. */
  readonly types: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What is selected of the success type. */
  readonly selection: string;
}

const removal = (type: string, id: string, cascade: boolean) => ({
  name: `remove${type}`,
  types: { id: 'ID!', ifMatch: 'String!', cascade: 'Boolean' },
  variables: { id, ifMatch: '*', cascade },
  selection: 'id',
});

/** Returns the mutation for an operation. */
export function mutationOf({ deed, username }: Order): Mutation {
  switch (deed.kind) {
    case 'createVenue':
      return {
        service: 'venues',
        name: 'createVenue',
        types: { input: 'CreateVenueInput!' },
        variables: { input: { name: deed.name, capacity: deed.capacity } },
        selection: 'venue { id }',
      };
    case 'resize':
      return {
        service: 'venues',
        name: 'changeVenue',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeVenueInput!' },
        variables: { id: deed.venue, ifMatch: '*', input: { capacity: deed.capacity } },
        selection: 'venue { id }',
      };
    case 'removeVenue':
      return { service: 'venues', ...removal('Venue', deed.venue, deed.cascade) };
    case 'createEvents': {
      const inputs = deed.slots.map((slot) => ({ name: 'Event', venue: deed.venue, ...slot }));
      const many = inputs.length > 1;
      return {
        service: 'events',
        name: many ? 'createEvents' : 'createEvent',
        types: many ? { inputs: '[CreateEventInput!]!' } : { input: 'CreateEventInput!' },
        variables: many ? { inputs } : { input: inputs[0] },
        selection: many ? 'events { id }' : 'event { id }',
      };
    }
    case 'move':
      return {
        service: 'events',
        name: 'changeEvent',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeEventInput!' },
        variables: {
          id: deed.event,
          ifMatch: '*',
          input: { ...deed.slot, ...(deed.venue === undefined ? {} : { venue: deed.venue }) },
        },
        selection: 'event { id }',
      };
    case 'removeEvent':
      return { service: 'events', ...removal('Event', deed.event, deed.cascade) };
    case 'createAccount':
      return {
        service: 'accounts',
        name: 'createAccount',
        types: { input: 'CreateAccountInput!' },
        variables: { input: { username: deed.username, name: 'Member', role: 'MEMBER', password: 'password' } },
        selection: 'account { id }',
      };
    case 'removeAccount':
      return { service: 'accounts', ...removal('Account', deed.account, deed.cascade) };
    case 'register':
    case 'cancel':
      return {
        service: 'events',
        name: deed.kind === 'register' ? 'registerForEvent' : 'cancelRegistration',
        types: { id: 'ID!', username: 'String' },
        variables: { id: deed.event, username: username(deed.account) },
        selection: 'changed',
      };
  }
}

/** Returns the GraphQL document that sends a mutation. */
export function documentOf({ name, types, selection }: Mutation): string {
  const success = `${(name[0] ?? '').toUpperCase()}${name.slice(1)}Success`;
  const declared = Object.entries(types).map(([variable, type]) => `$${variable}: ${type}`);
  const passed = Object.keys(types).map((variable) => `${variable}: $${variable}`);
  const problems = ['... on Problem { detail }'];
  if (/^(create|change)Event/.test(name)) problems.push('... on Overlap { event { id } }');
  if (name === 'changeVenue') problems.push('... on SeatsTaken { events { id } }');
  const members = ['__typename', `... on ${success} { ${selection} }`, ...problems].join(' ');
  return `mutation (${declared.join(', ')}) { ${name}(${passed.join(', ')}) { ${members} } }`;
}
