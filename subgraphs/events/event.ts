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

const ownerOrManager = anyOf(own('_owner'), roles('manager', 'admin'));

const fields = {
  name: text({ title: 'Name', description: 'What the event is called.', min: 1, max: 200 }),
  description: text({ title: 'Description', description: 'What it is about.', max: 2000 }).optional(),
  date: calendarDate({ title: 'Date', description: 'The day it begins.' }),
  time: localTime({ title: 'Time', description: 'The time it begins, where the venue is.' }),
  duration: fixedDuration({ title: 'Duration', description: 'How long it lasts.', maxDays: 366 }),
};

export const event = defineResource({
  name: 'event',
  summary: 'Something that happens at a venue, on a day, for a while.',
  fields,
  relations: {
    venue: toOne('venue', { parent: true, title: 'Venue', description: 'Where the event happens.' }),
    registration: toMany('registration', {
      by: 'event',
      title: 'Registrations',
      description: 'Who is registered for this event.',
    }),
  },
  actions: { register, cancel },
  policies: { read: signedIn, create: signedIn, change: ownerOrManager, remove: ownerOrManager, empty: roles('admin') },
  rules: [capacityOfNewVenue, noOverlap],
  owned: true,
});
