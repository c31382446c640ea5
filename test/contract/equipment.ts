import { calendarDate, choice, defineResource, integer, roles, signedIn, text, toOne } from '#kit';

const fields = {
  name: text({ title: 'Name', description: 'What it is.', min: 1, max: 100 }),
  condition: choice({ title: 'Condition', description: 'How well it works.', options: ['new', 'worn', 'inRepair'] }),
  weight: integer({ title: 'Weight', description: 'In kilograms.', min: 0, max: 10_000 }).optional(),
  bought: calendarDate({ title: 'Bought', description: 'When it was bought.' }).optional(),
};

/** A resource that the domain has never heard of. */
export const equipment = defineResource({
  name: 'equipment',
  plural: 'equipmentItems',
  summary: 'Something that stands at a venue, and can be used there.',
  fields,
  relations: {
    venue: toOne('venue', { parent: true, title: 'Venue', description: 'Where it stands.' }),
  },
  policies: {
    read: signedIn,
    create: roles('manager', 'admin'),
    change: roles('manager', 'admin'),
    remove: roles('manager', 'admin'),
    empty: roles('admin'),
  },
});
