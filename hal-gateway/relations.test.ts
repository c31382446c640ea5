import { expect, it } from '@jest/globals';
import type { Registration } from './registration.ts';
import { registeredRelation } from './relations.ts';

const now = new Date();
const registration: Registration = {
  ...{ _id: '1', _etag: 'a', _created: now, _updated: now },
  ...{ name: 'venues-service', baseUrl: 'http://localhost:2113', ttl: null, expires: null, missed: 0 },
  rels: JSON.stringify({ venue: { href: '/venues' }, then: [{ href: '/one' }, { href: '/two' }] }),
};

it('a relation is described where the service offers it, and no other, whatever its name', () => {
  expect(registeredRelation(registration, 'venue')?.hrefs).toEqual(['http://localhost:2113/venues']);
  expect(registeredRelation(registration, 'then')?.hrefs).toHaveLength(2);
  for (const rel of ['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
    expect([rel, registeredRelation(registration, rel)]).toEqual([rel, undefined]);
});
