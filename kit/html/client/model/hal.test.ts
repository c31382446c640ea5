import { describe, expect, it } from '@jest/globals';
import { embeddedOf, isWebUrl, labelOf, linksOf, resolveHref } from './hal.ts';

describe('links', () => {
  it('are resolved, single ones and lists alike', () => {
    const body = {
      _links: { self: { href: '/a' }, item: [{ href: 'b', name: 'B' }, { href: '/c{?x}', templated: true }, {}] },
    };
    expect(linksOf(body, 'http://localhost:1/x/').map(({ rel, href }) => `${rel} ${href}`)).toEqual([
      'self http://localhost:1/a',
      'item http://localhost:1/x/b',
      'item http://localhost:1/c{?x}',
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@b.c', 'http:///x', ''])('%s cannot be shown', (url) => {
    expect(isWebUrl(url)).toBe(false);
  });

  it('keep what cannot be resolved', () => {
    expect(resolveHref('http://', 'http://localhost/')).toBe('http://');
  });
});

describe('embedded documents', () => {
  it('are lists, whether one or many', () => {
    const embedded = embeddedOf({ _embedded: { one: { name: 'A' }, many: [{ name: 'B' }, 'x'], none: [] } });
    expect(embedded.map(({ rel, items, isSingle }) => [rel, items.length, isSingle])).toEqual([
      ['one', 1, true],
      ['many', 1, false],
      ['none', 0, false],
    ]);
  });

  it('are called by the best of their names', () => {
    expect(labelOf({ _id: '1', username: 'pat', name: 'Pat' })).toBe('Pat');
    expect(labelOf({ _id: '1' })).toBe('1');
    expect(labelOf([])).toBeUndefined();
  });
});
