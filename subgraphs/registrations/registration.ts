import { defineResource, anyOf, nobody, own, roles, signedIn, toOne } from '#kit';
import { seatAllocation } from './seat-allocation.ts';
import { lowerLimitsOperation } from './lower-limits.ts';
import { occupancy } from './occupancy.ts';

const ownOrPrivileged = anyOf(own('account'), roles('manager', 'hr', 'admin'));

export const registration = defineResource({
  name: 'registration',
  summary: 'The registration of one account for one event. It holds one seat.',
  fields: {},
  relations: {
    event: toOne('event', { title: 'Event', description: 'The event that the account is registered for.' }),
    account: toOne('account', { title: 'Account', description: 'The account that is registered.' }),
  },
  policies: { read: signedIn, create: ownOrPrivileged, change: nobody, remove: ownOrPrivileged, empty: roles('admin') },
  unique: [{ fields: ['event', 'account'], onConflict: 'returnExisting' }, { fields: ['event', 'seat'] }],
  rules: [seatAllocation],
  internal: { limit: lowerLimitsOperation, occupancy },
});
