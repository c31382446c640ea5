import { defineResource, anyOf, own, signedIn } from '#kit';
import { roles } from '../shared.ts';
import { calendar } from './calendar.ts';
import { cancel } from './cancel.ts';
import { capacityOfNewVenue } from './capacity-of-new-venue.ts';
import { fields, relations } from './fields.ts';
import { free } from './free-venues.ts';
import { noOverlap } from './no-overlap.ts';
import { register } from './register.ts';

/** The default port of the service. `PORT_EVENTS` overrides it. */
export const port = 2115;

const ownerOrManager = anyOf(own('_owner'), roles('manager', 'admin'));

/**
 * An event at a venue. Both faces are derived from this definition. `register` and `cancel` create and remove documents
 * of the registrations service; `noOverlap` books the venue; `capacityOfNewVenue` checks a move to another venue; `free`
 * finds venues by their bookings.
 */
export const event = defineResource({
  name: 'event',
  summary: 'An event at a venue, with a start and a duration.',
  fields,
  relations,
  actions: { register, cancel },
  policies: { read: signedIn, create: signedIn, change: ownerOrManager, remove: ownerOrManager, empty: roles('admin') },
  rules: [capacityOfNewVenue, noOverlap],
  searches: { free },
  alternates: [calendar],
  // Documents store the account that created them, for `own('_owner')`.
  owned: true,
});
