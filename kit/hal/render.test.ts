import { describe, expect, it } from '@jest/globals';
import { nobody, signedIn } from '../access/policy.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { noAdditions } from '../resource/definition/additions.ts';
import { toOne } from '../resource/definition/relations.ts';
import { describeRelations } from './relations.ts';
import { itemLinks } from './render.ts';

const base = 'http://here';
const product = { name: 'Library', slug: 'town-library', curie: 'lib' };
const text = { title: 'Venue', description: 'The venue that lends it.' };
const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {},
  relations: { venue: toOne('venue', { ...text, deprecated: 'ask the owner' }), owner: toOne('account', text) },
  policies: { read: signedIn, create: nobody, change: nobody, remove: nobody, empty: nobody },
});

describe('a deprecated relation', () => {
  it('has a link to the page that explains the deprecation', () => {
    const document = { _id: '1', _etag: 'x', _created: new Date(), _updated: new Date(), venue: '2', owner: '3' };
    const links = itemLinks(loan, document, {
      baseUrl: base,
      product,
      additions: noAdditions,
      collectionOf: (name) => `${base}/${name}s`,
    });
    expect(links['venue']).toEqual({
      href: `${base}/venues/2`,
      title: 'Venue',
      deprecation: `${base}/relations/venue`,
    });
    expect(links['owner']).toEqual({ href: `${base}/accounts/3`, title: 'Venue' });
    expect(links['lib:changes']).toMatchObject({ href: `${base}/loans/1/changes`, type: 'text/event-stream' });
    const [description] = describeRelations(loan, {
      product,
      base,
      issuesTokens: false,
      additions: noAdditions,
    }).filter(({ rel }) => rel === 'venue');
    expect(description?.description).toContain('Deprecated: ask the owner.');
  });
});
