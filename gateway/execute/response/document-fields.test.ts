import { describe, expect, it } from '@jest/globals';
import { entityKeys, rootKeys } from './document-fields.ts';

describe('the response keys in a request to a service', () => {
  it.each([
    ['{ venues { name } v: venue(id: 1) { name } }', ['venues', 'v']],
    ['mutation Book__events__0($a: ID!) { createEvent(id: $a) { __typename } }', ['createEvent']],
  ])('are those of the root fields: %s', (document, keys) => {
    expect(rootKeys(document)).toEqual(keys);
  });

  it.each([
    [
      '{ ... on Event { __typename registrations { id } } ... on Venue { name } }',
      ['__typename', 'registrations', 'name'],
    ],
    ['{ ...F } } fragment F on Event { name', ['name']],
  ])('are those of the entities, whatever their types: %s', (selection, keys) => {
    const document = `query($representations: [_Any!]!) { _entities(representations: $representations) ${selection} }`;
    expect(entityKeys(document)).toEqual(keys);
  });
});
