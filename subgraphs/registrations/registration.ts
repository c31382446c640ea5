import { either, nobody, own, roles, signedIn } from '../../kit/access/policy.ts';
import { defineResource, toOne } from '../../kit/resource/definition.ts';
import { aSeatForEach } from './a-seat-for-each.ts';
import { limit } from './limit.ts';
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
