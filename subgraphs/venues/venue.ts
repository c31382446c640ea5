import { defineResource, integer, roles, signedIn, text, toMany } from '#kit';
import { capacityNotBelowSold } from './capacity-not-below-sold.ts';

const keepers = roles('manager', 'admin');

const fields = {
  name: text({ title: 'Name', description: 'What the venue is called.', min: 1, max: 200 }).distinct(),
  description: text({ title: 'Description', description: 'What it is like there.', max: 2000 }).optional(),
  capacity: integer({ title: 'Capacity', description: 'How many people it seats.', min: 1, max: 1_000_000 }),
};

export const venue = defineResource({
  name: 'venue',
  summary: 'A place where events happen.',
  fields,
  relations: {
    event: toMany('event', { by: 'venue', title: 'Events', description: 'What happens at this venue.' }),
  },
  policies: { read: signedIn, create: keepers, change: keepers, remove: keepers, empty: roles('admin') },
  rules: [capacityNotBelowSold],
});
