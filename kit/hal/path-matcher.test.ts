import { describe, expect, it } from '@jest/globals';
import { createPathMatcher } from './path-matcher.ts';

const match = createPathMatcher([
  ['/', 'home'],
  ['/equipmentItems/create-form', 'form'],
  ['/equipmentItems', 'list'],
  ['/equipmentItems/:id', 'item'],
  ['/equipmentItems/venue/:parent', 'below'],
  ['/:service/relations/:rel', 'relation'],
]);

describe('createPathMatcher', () => {
  it.each([
    ['/', { row: 'home', path: {} }],
    ['/equipmentItems', { row: 'list', path: {} }],
    ['/equipmentitems/', { row: 'list', path: {} }],
    ['/equipmentItems/Create-Form', { row: 'form', path: {} }],
    ['/equipmentItems/A%2Fb%20c', { row: 'item', path: { id: 'A/b c' } }],
    ['/equipmentItems/venue/1', { row: 'below', path: { parent: '1' } }],
    ['/a/relations/b', { row: 'relation', path: { service: 'a', rel: 'b' } }],
  ])('matches %s to the first fitting template', (path, expected) => expect(match(path)).toEqual(expected));

  it.each(['//', '/equipmentItems//', '/other', '/equipmentItems/1/2/3', '//relations/b', '*'])(
    'matches %s to no template',
    (path) => expect(match(path)).toBeUndefined(),
  );

  it('throws when a path cannot be decoded', () => expect(() => match('/equipmentItems/%')).toThrow(URIError));
});
