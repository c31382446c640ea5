import { graphqlOperation, halRead, halWrite } from '../attempt.ts';
import { nextNumber } from '../fixture.ts';
import { everybody, nobodyBut } from '../roles.ts';
import { changing, createMutation, reading, removing, type Operation } from './operation.ts';

const newVenue = () => ({ name: `New ${nextNumber()}`, capacity: 3 });

export const venueOperations: readonly Operation[] = [
  { title: 'read a venue', ...reading('venue', 'venue'), ends: everybody('done') },
  {
    title: 'list venues',
    hal: halRead(({ system }) => system.href('venue')),
    graphql: graphqlOperation('{ venues { totalCount } }'),
    ends: everybody('done'),
  },
  {
    title: 'create a venue',
    hal: halWrite({ method: 'POST', url: ({ system }) => system.href('venue'), body: newVenue }),
    graphql: graphqlOperation(createMutation('Venue'), () => ({ input: newVenue() })),
    ends: nobodyBut({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change a venue',
    ...changing(['venue', 'Venue'], { description: 'new' }),
    ends: nobodyBut({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change a venue to what it cannot be',
    ...changing(['venue', 'Venue'], { capacity: 0 }),
    ends: nobodyBut({ manager: 'Invalid', admin: 'Invalid' }),
  },
  {
    title: 'remove a venue with events',
    ...removing('venue', 'Venue'),
    ends: nobodyBut({ manager: 'InUse', admin: 'InUse' }),
  },
  {
    title: 'empty the venues',
    hal: halWrite({ method: 'DELETE', url: ({ system }) => system.href('venue') }),
    graphql: graphqlOperation('mutation { removeVenues { __typename } }'),
    ends: nobodyBut({ admin: 'InUse' }),
  },
];
