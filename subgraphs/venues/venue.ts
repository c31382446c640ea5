import { defineResource, signedIn } from '#kit';
import { roles } from '../shared.ts';
import { capacityNotBelowSold } from './capacity-not-below-sold.ts';
import { fields } from './fields.ts';

/** The default port of the service. `PORT_VENUES` overrides it. */
export const port = 2113;

const managerOrAdmin = roles('manager', 'admin');

export const venue = defineResource({
  name: 'venue',
  summary: 'A place where events are held.',
  fields,
  policies: {
    read: signedIn,
    create: managerOrAdmin,
    change: managerOrAdmin,
    remove: managerOrAdmin,
    empty: roles('admin'),
  },
  rules: [capacityNotBelowSold],
});
