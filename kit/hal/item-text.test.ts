import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nobody, signedIn } from '../access/policy.ts';
import { noAdditions, type Additions } from '../resource/definition/additions.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { toOne } from '../resource/definition/relations.ts';
import { choice, integer, secret, text as textField } from '../resource/fields/index.ts';
import { JsonFragment } from '../util/json-fragment.ts';
import { itemTextRenderer } from './item-text.ts';
import { renderItem, type ResourceLocator } from './render.ts';

const text = { title: 'A "title"\n', description: 'A description.' };
const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {
    name: textField({ ...text, max: 100 }),
    pin: secret({ ...text, min: 1, max: 9 }).optional(),
    days: integer({ ...text, min: -5, max: 5 }).optional(),
    state: choice({ ...text, options: ['open', 'closed'] }),
  },
  relations: {
    shelf: toOne('shelf', { ...text, parent: true, deprecated: 'ask the owner' }),
    owner: toOne('account', text),
  },
  policies: { read: signedIn, create: nobody, change: nobody, remove: nobody, empty: nobody },
});

const additions: Additions = {
  ...noAdditions,
  inverseRelations: [{ ...text, name: 'note', target: 'note', by: 'loan' }],
  views: [{ ...text, name: 'history', target: 'event' }],
};
const locatorAt = (
  baseUrl: string,
  { added = additions, known = ['shelf', 'account', 'note', 'event'] } = {},
): ResourceLocator => ({
  baseUrl,
  product: { name: 'Library', slug: 'town-library', curie: 'lib' },
  additions: added,
  collectionOf: (name) => (known.includes(name) ? `${baseUrl}/of/${name}` : undefined),
});

describe('the text of an item', () => {
  const any = fc.string({ unit: 'grapheme', maxLength: 8 });
  const documents = fc
    .record({
      ...{ _id: any, name: any, shelf: any, owner: any },
      days: fc.option(fc.integer(), { nil: undefined }),
      state: fc.constantFrom('open', 'closed'),
      pin: any,
    })
    .map((values) => ({ ...values, _etag: 'e', _created: new Date(0), _updated: new Date(1) }));
  const embeddings = fc.constantFrom(
    {},
    { owner: { _id: '1', name: 'A' } },
    { note: [], owner: new JsonFragment('{"_id":"1"}') },
    { note: [new JsonFragment('{"a":["x"]}'), { b: 1 }], history: { c: null } },
  );
  const locators = [
    locatorAt('http://one'),
    locatorAt('http://two'),
    locatorAt('http://one', { known: ['account'] }),
    locatorAt('http://one', { added: noAdditions }),
  ];

  it('is that of the rendered item, wherever this service and others are', () => {
    const property = fc.property(documents, embeddings, fc.constantFrom(...locators), (document, embedded, locator) => {
      const item = renderItem(loan, document, { locator, embedded, projection: undefined, linksOnly: false });
      const expected = JSON.stringify(item);
      expect(itemTextRenderer(loan, locator)(document, embedded).text).toBe(expected);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
