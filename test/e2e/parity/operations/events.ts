import { graphqlOperation, halWrite } from '../attempt.ts';
import { newEvent, type Fixture } from '../fixture.ts';
import { everybody, nobodyBut } from '../roles.ts';
import { changing, createMutation, reading, removing, type Faces, type Operation } from './operation.ts';

const eventsOfVenue = ({ venue }: Fixture): string => venue._links.event.href;

const creatingEvent = (input: object): Faces => ({
  hal: halWrite({ method: 'POST', url: eventsOfVenue, body: () => input }),
  graphql: graphqlOperation(createMutation('Event'), ({ venue }) => ({ input: { ...input, venue: venue._id } })),
});

export const eventOperations: readonly Operation[] = [
  { title: 'read an event', ...reading('event', 'event'), ends: everybody('done') },
  { title: 'create an event', ...creatingEvent(newEvent('10:30:00')), ends: everybody('done') },
  { title: 'create an event that overlaps', ...creatingEvent(newEvent('10:10:30')), ends: everybody('Overlap') },
  {
    title: 'create an event of a month',
    ...creatingEvent({ ...newEvent('10:30:00'), duration: 'P1M' }),
    ends: everybody('Invalid'),
  },
  {
    title: "change another's event",
    ...changing(['event', 'Event'], { name: 'Changed' }),
    ends: nobodyBut({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change an event of phartman',
    ...changing(['owned', 'Event'], { name: 'Changed' }),
    ends: nobodyBut({ member: 'done', manager: 'done', admin: 'done' }),
  },
  {
    title: 'move an event onto another',
    ...changing(['owned', 'Event'], { time: '10:10:00' }),
    ends: nobodyBut({ member: 'Overlap', manager: 'Overlap', admin: 'Overlap' }),
  },
  {
    title: "remove another's event",
    ...removing('event', 'Event'),
    ends: nobodyBut({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'remove an event with registrations',
    ...removing('owned', 'Event'),
    ends: nobodyBut({ member: 'InUse', manager: 'InUse', admin: 'InUse' }),
  },
  {
    title: 'remove the events of a venue',
    hal: halWrite({ method: 'DELETE', url: eventsOfVenue }),
    graphql: graphqlOperation('mutation ($venue: ID!) { removeEvents(venue: $venue) { __typename } }', ({ venue }) => ({
      venue: venue._id,
    })),
    ends: nobodyBut({ manager: 'InUse', admin: 'InUse' }),
  },
];
