import { defineResource, integer, roles, signedIn, text, toMany } from '#kit';
import { capacityNotBelowSold } from './capacity-not-below-sold.ts';

/** The default port of the service. `PORT_VENUES` overrides it. */
export const port = 2113;

const managerOrAdmin = roles('manager', 'admin');

const fields = {
  name: text({ title: 'Name', description: 'The unique name of the venue.', min: 1, max: 200 }).distinct(),
  description: text({ title: 'Description', description: 'A description of the venue.', max: 2000 }).optional(),
  capacity: integer({
    title: 'Capacity',
    description: 'The number of seats. It limits the registrations for each event at the venue.',
    min: 1,
    max: 1_000_000,
  }),
};

export const venue = defineResource({
  name: 'venue',
  summary: 'A place where events are held.',
  fields,
  relations: {
    event: toMany('event', { by: 'venue', title: 'Events', description: 'The events at this venue.' }),
  },
  policies: {
    read: signedIn,
    create: managerOrAdmin,
    change: managerOrAdmin,
    remove: managerOrAdmin,
    empty: roles('admin'),
  },
  rules: [capacityNotBelowSold],
});
