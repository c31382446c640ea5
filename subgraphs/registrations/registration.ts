import { defineResource, anyOf, nobody, own, roles, signedIn, toOne } from '#kit';
import { seatAllocation } from './seat-allocation.ts';
import { lowerLimitsOperation } from './lower-limits.ts';
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
  // Clients see only the references. The seat is internal: `seatAllocation` fills it.
  fields: {},
  relations: {
    event: toOne('event', {
      parent: true,
      createsElsewhere: true,
      labelField: 'name',
      title: 'Event',
      description: 'The event that the account is registered for.',
    }),
    account: toOne('account', {
      labelField: 'username',
      title: 'Account',
      description: 'The account that is registered.',
    }),
  },
  policies: { read: signedIn, create: ownOrPrivileged, change: nobody, remove: ownOrPrivileged, empty: roles('admin') },
  // An account that registers again gets its registration; a seat is allocated once.
  unique: [{ fields: ['event', 'account'], onConflict: 'returnExisting' }, { fields: ['event', 'seat'] }],
  rules: [seatAllocation],
  // For other services: venues and events lower limits, events ask for the occupancy.
  internal: { limit: lowerLimitsOperation, occupancy },
});
