import { graphqlOperation, halRead, halWrite } from '../attempt.ts';
import { nextNumber } from '../fixture.ts';
import { sameForAll, deniedExcept } from '../roles.ts';
import { changing, createMutation, reading, removing, type ParityOperation } from './operation.ts';

const newVenue = () => ({ name: `New ${nextNumber()}`, capacity: 3 });

export const venueOperations: readonly ParityOperation[] = [
  { title: 'read a venue', ...reading('venue', 'venue'), expected: sameForAll('done') },
  {
    title: 'list venues',
    hal: halRead(({ system }) => system.href('venue')),
    graphql: graphqlOperation('{ venues { totalCount } }'),
    expected: sameForAll('done'),
  },
  {
    title: 'create a venue',
    hal: halWrite({ method: 'POST', url: ({ system }) => system.href('venue'), body: newVenue }),
    graphql: graphqlOperation(createMutation('Venue'), () => ({ input: newVenue() })),
    expected: deniedExcept({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change a venue',
    ...changing(['venue', 'Venue'], { description: 'new' }),
    expected: deniedExcept({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change a venue to an invalid capacity',
    ...changing(['venue', 'Venue'], { capacity: 0 }),
    expected: deniedExcept({ manager: 'Invalid', admin: 'Invalid' }),
  },
  {
    title: 'remove a venue with events',
    ...removing('venue', 'Venue'),
    expected: deniedExcept({ manager: 'InUse', admin: 'InUse' }),
  },
  {
    title: 'empty the venues',
    hal: halWrite({ method: 'DELETE', url: ({ system }) => system.href('venue') }),
    graphql: graphqlOperation('mutation { removeVenues(all: true) { __typename } }'),
    expected: deniedExcept({ admin: 'InUse' }),
  },
];
