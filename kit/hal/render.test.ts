import { describe, expect, it } from '@jest/globals';
import { nobody, signedIn } from '../access/policy.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { toOne } from '../resource/definition/relations.ts';
import { relationsOf } from './relations.ts';
import { itemLinks } from './render.ts';

const base = 'http://here';
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const words = { title: 'Venue', description: 'Where it is from.' };
const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {},
  relations: { venue: toOne('venue', { ...words, deprecated: 'ask the owner' }), owner: toOne('account', words) },
  policies: { read: signedIn, create: nobody, change: nobody, remove: nobody, empty: nobody },
});

describe('a relation that is not to be used any more', () => {
  it('says so at its link, which leads to a page that says why', () => {
    const document = { _id: '1', _etag: 'x', _created: new Date(), _updated: new Date(), venue: '2', owner: '3' };
    const links = itemLinks(loan, document, { baseUrl: base, collectionOf: (name) => `${base}/${name}s` });
    expect(links['venue']).toEqual({
      href: `${base}/venues/2`,
      title: 'Venue',
      deprecation: `${base}/relations/venue`,
    });
    expect(links['owner']).toEqual({ href: `${base}/accounts/3`, title: 'Venue' });
    const [page] = relationsOf(loan, { product, base, givesTokens: false }).filter(({ rel }) => rel === 'venue');
    expect(page?.description).toContain('It is not to be used any more: ask the owner.');
  });
});
