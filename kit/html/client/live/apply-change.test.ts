import { describe, expect, it } from '@jest/globals';
import { applyChange, changesUrl, type Change } from './apply-change.ts';

const shown = (body: unknown, url = 'http://localhost/venues') => ({
  ...{ url, method: 'GET', status: 200, headers: { etag: '"page"', allow: 'GET' }, body },
});
const venue = (id: string, version = 1) => ({ _id: id, _etag: `${id}${version}`, _updated: `2026-01-0${version}` });
const list = (items: readonly object[], total = items.length) => ({
  ...{ _meta: { page: 1, max_results: 3, total }, _embedded: { venue: items } },
});
const change = (kind: Change['kind'], document: object): Change => ({ kind, document: { ...document } });

describe('a change of the shown document', () => {
  const item = shown(venue('a'), 'http://localhost/venues/a');
  it('replaces it, without the entity tag of the old representation', () => {
    expect(applyChange(item, change('changed', venue('a', 2)))).toEqual({
      kind: 'updated',
      document: { ...item, headers: { allow: 'GET' }, body: venue('a', 2) },
    });
  });

  it.each([
    ['what is shown already', 'unchanged', item, change('changed', venue('a'))],
    ['an older version', 'unchanged', shown(venue('a', 2)), change('changed', venue('a', 1))],
    ['another document', 'unchanged', item, change('removed', venue('b'))],
    ['its removal', 'removed', item, change('removed', { _id: 'a' })],
    ['a part of it', 'unclear', { ...item, url: `${item.url}?projection={}` }, change('changed', venue('a', 2))],
  ])('%s: %s', (_name, kind, document, each) => {
    expect(applyChange(document, each)).toEqual({ kind });
  });
});

describe('a change in the shown list', () => {
  const items = [venue('a'), venue('b')];
  it.each([
    ['an item that changed', change('changed', venue('b', 2)), [venue('a'), venue('b', 2)]],
    ['a new item', change('created', venue('c')), [...items, venue('c')]],
    ['an item that was removed', change('removed', { _id: 'a' }), [venue('b')]],
  ])('shows %s', (_name, each, expected) => {
    expect(applyChange(shown(list(items)), each)).toMatchObject({
      kind: 'updated',
      document: { body: list(expected) },
    });
  });

  const where = 'http://localhost/venues?where={}';
  const full = [venue('a'), venue('b'), venue('c')];
  it.each([
    ['a new item that has no room', 'unclear', shown(list(full)), change('created', venue('d'))],
    ['a new item of the last page', 'unclear', shown(list(full, 5)), change('created', venue('d'))],
    ['a removal where items move up', 'unclear', shown(list(full, 5)), change('removed', { _id: 'x' })],
    ['a filtered list', 'unclear', shown(list(items), where), change('changed', venue('b', 2))],
    [
      'a sorted list',
      'unclear',
      shown(list(items), 'http://localhost/venues?sort=name'),
      change('created', venue('c')),
    ],
    ['an item of another page', 'unchanged', shown(list(full, 5)), change('changed', venue('x'))],
    ['an older version', 'unchanged', shown(list([venue('a', 2)])), change('changed', venue('a'))],
    ['what is not there', 'unchanged', shown(list(items)), change('removed', { _id: 'x' })],
    [
      'several relations',
      'unclear',
      shown({ ...list([]), _embedded: { a: [], b: [] } }),
      change('created', venue('c')),
    ],
  ])('%s: %s', (_name, kind, document, each) => {
    expect(applyChange(document, each)).toEqual({ kind });
  });
});

it('a document has changes if it links to them', () => {
  const links = { 'demo:changes': { href: '/venues/changes' } };
  expect(changesUrl(shown({ _links: links }))).toBe('http://localhost/venues/changes');
  expect(changesUrl(shown({ _links: { changes: { href: '/c' } } }))).toBe('http://localhost/c');
  expect(changesUrl({ ...shown({ _links: links }), status: 404 })).toBeUndefined();
  expect(changesUrl(shown({ _links: {} }))).toBeUndefined();
});
