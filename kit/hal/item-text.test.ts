import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nobody, signedIn } from '../access/policy.ts';
import { noAdditions, type Additions } from '../resource/definition/additions.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { toOne } from '../resource/definition/relations.ts';
import { choice, integer, secret, text as textField } from '../resource/fields/index.ts';
import { JsonFragment } from '../util/json-fragment.ts';
import { createItemTexts, itemTextRenderer } from './item-text.ts';
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

  it('is that of the rendered item, wherever this service and others are, the first time and again', () => {
    const property = fc.property(documents, embeddings, fc.constantFrom(...locators), (document, embedded, locator) => {
      const item = renderItem(loan, document, { locator, embedded, projection: undefined, linksOnly: false });
      const expected = JSON.stringify(item);
      const render = itemTextRenderer(loan, locator, createItemTexts(10_000));
      expect(render(document, embedded).text).toBe(expected);
      expect(render(document, embedded).text).toBe(expected);
    });
    fc.assert(property, { numRuns: 300 });
  });

  describe('that is kept', () => {
    const document = {
      ...{ _id: '1', _etag: 'e', _created: new Date(0), _updated: new Date(1) },
      ...{ name: 'first', shelf: 's', owner: 'o', state: 'open' },
    };
    const changed = { ...document, name: 'second' };
    const [locator, elsewhere] = [locatorAt('http://one'), locatorAt('http://two')];
    const nameIn = ({ text: json }: JsonFragment): unknown => (JSON.parse(json) as { name: unknown }).name;

    it('is that of the document with the same entity tag', () => {
      const known = createItemTexts(10_000);
      const render = itemTextRenderer(loan, locator, known);
      render(document, {});
      expect(nameIn(render(changed, {}))).toBe('first');
      expect(nameIn(render({ ...changed, _etag: 'other' }, {}))).toBe('second');
      expect(nameIn(render({ ...changed, _id: '2' }, {}))).toBe('second');
      expect(nameIn(itemTextRenderer(loan, elsewhere, known)(changed, {}))).toBe('second');
    });

    it('is not kept when others that were used later have as many characters as allowed', () => {
      const render = itemTextRenderer(loan, locator, createItemTexts(3000));
      render(document, {});
      for (let number = 1; number <= 10; number++) render({ ...document, _etag: `e${number}` }, {});
      expect(nameIn(render(changed, {}))).toBe('second');
    });

    it('is none if no characters are allowed', () => {
      const render = itemTextRenderer(loan, locator, createItemTexts(0));
      render(document, {});
      expect(nameIn(render(changed, {}))).toBe('second');
    });
  });
});
