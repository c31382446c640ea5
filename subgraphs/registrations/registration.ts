import { defineResource, either, nobody, own, roles, signedIn, toOne } from '#kit';
import { aSeatForEach } from './seat-allocation.ts';
import { limit } from './lower-limits.ts';
import { occupancy } from './occupancy.ts';

const ownOrAnybodys = either(own('account'), roles('manager', 'hr', 'admin'));

export const registration = defineResource({
  name: 'registration',
  summary: 'A seat at an event, taken by an account.',
  fields: {},
  relations: {
    event: toOne('event', { title: 'Event', description: 'What the seat is for.' }),
    account: toOne('account', { title: 'Account', description: 'Who has the seat.' }),
  },
  policies: { read: signedIn, create: ownOrAnybodys, change: nobody, remove: ownOrAnybodys, empty: roles('admin') },
  unique: [{ fields: ['event', 'account'], again: 'same' }, { fields: ['event', 'seat'] }],
  rules: [aSeatForEach],
  internal: { limit, occupancy },
});
