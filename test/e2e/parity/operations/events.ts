import { graphqlOperation, halWrite } from '../attempt.ts';
import { newEvent, type Fixture } from '../fixture.ts';
import { sameForAll, deniedExcept } from '../roles.ts';
import { changing, createMutation, reading, removing, type FaceAttempts, type ParityOperation } from './operation.ts';

const eventsOfVenue = ({ venue }: Fixture): string => venue._links.event.href;

const creatingEvent = (input: object): FaceAttempts => ({
  hal: halWrite({ method: 'POST', url: eventsOfVenue, body: () => input }),
  graphql: graphqlOperation(createMutation('Event'), ({ venue }) => ({ input: { ...input, venue: venue._id } })),
});

export const eventOperations: readonly ParityOperation[] = [
  { title: 'read an event', ...reading('event', 'event'), expected: sameForAll('done') },
  { title: 'create an event', ...creatingEvent(newEvent('10:30:00')), expected: sameForAll('done') },
  { title: 'create an event that overlaps', ...creatingEvent(newEvent('10:10:30')), expected: sameForAll('Overlap') },
  {
    title: 'create an event of a month',
    ...creatingEvent({ ...newEvent('10:30:00'), duration: 'P1M' }),
    expected: sameForAll('Invalid'),
  },
  {
    title: "change another's event",
    ...changing(['event', 'Event'], { name: 'Changed' }),
    expected: deniedExcept({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'change an event of phartman',
    ...changing(['owned', 'Event'], { name: 'Changed' }),
    expected: deniedExcept({ member: 'done', manager: 'done', admin: 'done' }),
  },
  {
    title: 'move an event onto another',
    ...changing(['owned', 'Event'], { time: '10:10:00' }),
    expected: deniedExcept({ member: 'Overlap', manager: 'Overlap', admin: 'Overlap' }),
  },
  {
    title: "remove another's event",
    ...removing('event', 'Event'),
    expected: deniedExcept({ manager: 'done', admin: 'done' }),
  },
  {
    title: 'remove an event with registrations',
    ...removing('owned', 'Event'),
    expected: deniedExcept({ member: 'InUse', manager: 'InUse', admin: 'InUse' }),
  },
  {
    title: 'remove the events of a venue',
    hal: halWrite({ method: 'DELETE', url: eventsOfVenue }),
    graphql: graphqlOperation('mutation ($venue: ID!) { removeEvents(venue: $venue) { __typename } }', ({ venue }) => ({
      venue: venue._id,
    })),
    expected: deniedExcept({ manager: 'InUse', admin: 'InUse' }),
  },
];
