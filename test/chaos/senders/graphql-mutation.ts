import type { ServiceWord } from '../cluster-services.ts';
import type { OperationRequest } from './sender.ts';

export interface Mutation {
  readonly service: ServiceWord;
  readonly name: string;
  /** The types of the variables. Arguments have the names of the variables. */
  readonly types: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The selection set on the success type. */
  readonly selection: string;
}

const removal = (type: string, id: string, cascade: boolean) => ({
  name: `remove${type}`,
  types: { id: 'ID!', ifMatch: 'String!', cascade: 'Boolean' },
  variables: { id, ifMatch: '*', cascade },
  selection: 'id',
});

/** Returns the mutation for an operation. */
export function mutationOf({ operation, username }: OperationRequest): Mutation {
  switch (operation.kind) {
    case 'createVenue':
      return {
        service: 'venues',
        name: 'createVenue',
        types: { input: 'CreateVenueInput!' },
        variables: { input: { name: operation.name, capacity: operation.capacity } },
        selection: 'venue { id }',
      };
    case 'resize':
      return {
        service: 'venues',
        name: 'changeVenue',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeVenueInput!' },
        variables: { id: operation.venue, ifMatch: '*', input: { capacity: operation.capacity } },
        selection: 'venue { id }',
      };
    case 'removeVenue':
      return { service: 'venues', ...removal('Venue', operation.venue, operation.cascade) };
    case 'createEvents': {
      const inputs = operation.slots.map((slot) => ({ name: 'Event', venue: operation.venue, ...slot }));
      const isBatch = inputs.length > 1;
      return {
        service: 'events',
        name: isBatch ? 'createEvents' : 'createEvent',
        types: isBatch ? { inputs: '[CreateEventInput!]!' } : { input: 'CreateEventInput!' },
        variables: isBatch ? { inputs } : { input: inputs[0] },
        selection: isBatch ? 'events { id }' : 'event { id }',
      };
    }
    case 'move':
      return {
        service: 'events',
        name: 'changeEvent',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeEventInput!' },
        variables: {
          id: operation.event,
          ifMatch: '*',
          input: { ...operation.slot, ...(operation.venue === undefined ? {} : { venue: operation.venue }) },
        },
        selection: 'event { id }',
      };
    case 'removeEvent':
      return { service: 'events', ...removal('Event', operation.event, operation.cascade) };
    case 'createAccount':
      return {
        service: 'accounts',
        name: 'createAccount',
        types: { input: 'CreateAccountInput!' },
        variables: { input: { username: operation.username, name: 'Member', role: 'MEMBER', password: 'password' } },
        selection: 'account { id }',
      };
    case 'removeAccount':
      return { service: 'accounts', ...removal('Account', operation.account, operation.cascade) };
    case 'createSpeaker':
      return {
        service: 'speakers',
        name: 'createSpeaker',
        types: { input: 'CreateSpeakerInput!' },
        variables: { input: { name: 'Speaker', event: operation.event } },
        selection: 'speaker { id }',
      };
    case 'removeSpeaker':
      return { service: 'speakers', ...removal('Speaker', operation.speaker, false) };
    case 'register':
    case 'cancel':
      return {
        service: 'events',
        name: operation.kind === 'register' ? 'registerForEvent' : 'cancelRegistration',
        types: { id: 'ID!', username: 'String' },
        variables: { id: operation.event, username: username(operation.account) },
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
