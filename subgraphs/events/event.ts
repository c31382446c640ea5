import {
  calendarDate,
  defineResource,
  anyOf,
  fixedDuration,
  localTime,
  own,
  roles,
  signedIn,
  text,
  toMany,
  toOne,
} from '#kit';
import { cancel } from './cancel.ts';
import { capacityOfNewVenue } from './capacity-of-new-venue.ts';
import { noOverlap } from './no-overlap.ts';
import { register } from './register.ts';

/** The default port of the service. `PORT_EVENTS` overrides it. */
export const port = 2115;

const ownerOrManager = anyOf(own('_owner'), roles('manager', 'admin'));

const fields = {
  name: text({ title: 'Name', description: 'The name of the event.', min: 1, max: 200 }),
  description: text({ title: 'Description', description: 'What the event is about.', max: 2000 }).optional(),
  date: calendarDate({ title: 'Date', description: 'The date on which the event starts.' }),
  time: localTime({
    title: 'Time',
    description: 'The time at which the event starts, in the local time of the venue.',
  }),
  duration: fixedDuration({ title: 'Duration', description: 'How long the event lasts.', maxDays: 366 }),
};

/**
 * An event at a venue. Both faces are derived from this definition. `register` and `cancel` create and remove documents
 * of the registrations service; `noOverlap` books the venue; `capacityOfNewVenue` checks a move to another venue.
 */
export const event = defineResource({
  name: 'event',
  summary: 'An event at a venue, with a start and a duration.',
  fields,
  relations: {
    venue: toOne('venue', {
      parent: true,
      labelField: 'name',
      title: 'Venue',
      description: 'The venue of the event.',
    }),
    registration: toMany('registration', {
      by: 'event',
      title: 'Registrations',
      description: 'The registrations for this event.',
    }),
  },
  actions: { register, cancel },
  policies: { read: signedIn, create: signedIn, change: ownerOrManager, remove: ownerOrManager, empty: roles('admin') },
  rules: [capacityOfNewVenue, noOverlap],
  // Documents store the account that created them, for `own('_owner')`.
  owned: true,
});
