import { calendarDate, choice, defineResource, integer, signedIn, text, toOne } from '#kit';
import { roles } from '../../subgraphs/shared.ts';

const fields = {
  name: text({ title: 'Name', description: 'The name of the item.', min: 1, max: 100 }),
  condition: choice({
    title: 'Condition',
    description: 'The condition of the item.',
    options: ['new', 'worn', 'inRepair'],
  }),
  weight: integer({ title: 'Weight', description: 'The weight in kilograms.', min: 0, max: 10_000 }).optional(),
  bought: calendarDate({ title: 'Bought', description: 'The date of purchase.' }).optional(),
};

/** A resource that is not part of the product's domain. */
export const equipment = defineResource({
  name: 'equipment',
  plural: 'equipmentItems',
  summary: 'An item that can be used at its venue.',
  fields,
  relations: {
    venue: toOne('venue', { parent: true, title: 'Venue', description: 'The venue of the item.' }),
  },
  policies: {
    read: signedIn,
    create: roles('manager', 'admin'),
    change: roles('manager', 'admin'),
    remove: roles('manager', 'admin'),
    empty: roles('admin'),
  },
});
