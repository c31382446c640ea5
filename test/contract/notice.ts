import { anyone, defineResource, nobody, text, toOne } from '#kit';
import { roles } from '../../subgraphs/shared.ts';

const admin = roles('admin');

/** A resource that everybody may read, whose names are unique at a venue. */
export const notice = defineResource({
  name: 'notice',
  summary: 'A notice at a venue.',
  fields: { name: text({ title: 'Name', description: 'The name of the notice.', min: 1, max: 100 }) },
  relations: {
    venue: toOne('venue', { parent: true, title: 'Venue', description: 'The venue of the notice.' }),
  },
  policies: { read: anyone, create: admin, change: admin, remove: admin, empty: admin, fields: { venue: nobody } },
  unique: [{ fields: ['venue', 'name'] }],
});
