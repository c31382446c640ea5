import { defineResource, anyOf, nobody, own, roles, signedIn, toOne } from '#kit';
import { seatAllocation } from './seat-allocation.ts';
import { lowerLimitsOperation } from './lower-limits.ts';
import { occupancy } from './occupancy.ts';

const ownOrAnybodys = anyOf(own('account'), roles('manager', 'hr', 'admin'));

export const registration = defineResource({
  name: 'registration',
  summary: 'A seat at an event, taken by an account.',
  fields: {},
  relations: {
    event: toOne('event', { title: 'Event', description: 'What the seat is for.' }),
    account: toOne('account', { title: 'Account', description: 'Who has the seat.' }),
  },
  policies: { read: signedIn, create: ownOrAnybodys, change: nobody, remove: ownOrAnybodys, empty: roles('admin') },
  unique: [{ fields: ['event', 'account'], onConflict: 'returnExisting' }, { fields: ['event', 'seat'] }],
  rules: [seatAllocation],
  internal: { limit: lowerLimitsOperation, occupancy },
});
