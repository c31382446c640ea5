import { expect, it } from '@jest/globals';
import type { Registration } from './registration.ts';
import { registeredRelation } from './relations.ts';

const now = new Date();
const registration: Registration = {
  ...{ _id: '1', _etag: 'a', _created: now, _updated: now },
  ...{ name: 'venues-service', baseUrl: 'http://localhost:2113', ttl: null, expires: null, missed: 0 },
  rels: JSON.stringify({ venue: { href: '/venues' }, list: [{ href: '/one' }, { href: '/two' }] }),
};

it('describes the relations of a registration, and no property that JavaScript objects inherit', () => {
  expect(registeredRelation(registration, 'venue')?.hrefs).toEqual(['http://localhost:2113/venues']);
  expect(registeredRelation(registration, 'list')?.hrefs).toHaveLength(2);
  for (const rel of ['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
    expect([rel, registeredRelation(registration, rel)]).toEqual([rel, undefined]);
});
