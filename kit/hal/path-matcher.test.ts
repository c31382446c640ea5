import { describe, expect, it } from '@jest/globals';
import { createPathMatcher } from './path-matcher.ts';

const find = createPathMatcher([
  ['/', 'home'],
  ['/equipmentItems/create-form', 'form'],
  ['/equipmentItems', 'list'],
  ['/equipmentItems/:id', 'item'],
  ['/equipmentItems/venue/:parent', 'below'],
  ['/:service/relations/:rel', 'relation'],
]);

describe('a path', () => {
  it.each([
    ['/', { row: 'home', path: {} }],
    ['/equipmentItems', { row: 'list', path: {} }],
    ['/equipmentitems/', { row: 'list', path: {} }],
    ['/equipmentItems/Create-Form', { row: 'form', path: {} }],
    ['/equipmentItems/A%2Fb%20c', { row: 'item', path: { id: 'A/b c' } }],
    ['/equipmentItems/venue/1', { row: 'below', path: { parent: '1' } }],
    ['/a/relations/b', { row: 'relation', path: { service: 'a', rel: 'b' } }],
  ])('%s leads to the first template that it fits', (path, match) => expect(find(path)).toEqual(match));

  it.each(['//', '/equipmentItems//', '/other', '/equipmentItems/1/2/3', '//relations/b', '*'])(
    '%s that fits none leads nowhere',
    (path) => expect(find(path)).toBeUndefined(),
  );

  it('that cannot be decoded is an error of its own', () => expect(() => find('/equipmentItems/%')).toThrow(URIError));
});
