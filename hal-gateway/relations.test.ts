import { expect, it } from '@jest/globals';
import { registrationOf } from '../test/support/registrations.ts';
import { registeredRelation } from './relations.ts';

const registration = registrationOf('venues', {
  venue: { href: '/venues' },
  list: [{ href: '/one' }, { href: '/two' }],
});

it('describes the relations of a registration, and no property that JavaScript objects inherit', () => {
  expect(registeredRelation(registration, 'venue')?.hrefs).toEqual(['http://venues/venues']);
  expect(registeredRelation(registration, 'list')?.hrefs).toHaveLength(2);
  for (const rel of ['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
    expect([rel, registeredRelation(registration, rel)]).toEqual([rel, undefined]);
});
