import { defineResource, anyOf, nobody, own, signedIn } from '#kit';
import { roles } from '../shared.ts';
import { calendar } from './calendar.ts';
import { fields, internalFields, relations } from './fields.ts';
import { seatAllocation } from './seat-allocation.ts';
import { lowerLimitsOperation } from './lower-limits.ts';
import { seats } from './seats.ts';
import { occupancy } from './occupancy.ts';

/** The default port of the service. `PORT_REGISTRATIONS` overrides it. */
export const port = 2114;

const ownOrPrivileged = anyOf(own('account'), roles('manager', 'hr', 'admin'));

/**
 * The registration of an account for an event. The action `register` of the event creates it. Its creation takes two
 * steps: it is stored as a pending write with a seat, which clients do not see; it is confirmed if event and account
 * exist and the seat is within the capacity. `docs/architecture.md` shows each request.
 */
export const registration = defineResource({
  name: 'registration',
  summary: 'The registration of one account for one event. It holds one seat.',
  fields,
  relations,
  internalFields,
  policies: { read: signedIn, create: ownOrPrivileged, change: nobody, remove: ownOrPrivileged, empty: roles('admin') },
  // An account that registers again gets its registration; a seat is allocated once.
  unique: [{ fields: ['event', 'account'], onConflict: 'returnExisting' }, { fields: ['event', 'seat'] }],
  rules: [seatAllocation],
  views: { seats },
  alternates: [calendar],
  // For other services: venues and events lower limits, events ask for the occupancy.
  internal: [lowerLimitsOperation, occupancy],
});
