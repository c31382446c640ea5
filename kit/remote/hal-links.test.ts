import { describe, expect, it } from '@jest/globals';
import { parseLinks } from './hal-links.ts';

describe('the links of a HAL document', () => {
  const parse = (links: unknown) => parseLinks({ _links: links }, 'http://host/a/');

  it('are arrays with absolute URLs, without curies', () => {
    const links = parse({ self: { href: '/x' }, item: [{ href: 'b', name: 'n' }], curies: [{ href: '/{rel}' }] });
    expect(links?.get('self')).toEqual([{ href: 'http://host/x' }]);
    expect(links?.get('item')).toEqual([{ href: 'http://host/a/b', name: 'n' }]);
    for (const rel of ['curies', 'other', 'constructor']) expect(links?.get(rel)).toBeUndefined();
  });

  it('are parsed although another link is none: one registration does not hide the others at the root', () => {
    const invalid = [null, 'x', { href: 5 }, { href: '/x', name: 5 }, { href: '/x', templated: 'no' }, {}];
    const links = parse({ venue: { href: '/venues' }, a: invalid, ...Object.fromEntries(invalid.entries()) });
    expect(links?.get('venue')).toEqual([{ href: 'http://host/venues' }]);
    expect(links?.get('a')).toEqual([]);
    expect(links?.get('3')).toEqual([]);
  });

  it('are parsed one relation at a time: a root with thousands does not keep its readers busy', () => {
    let reads = 0;
    const links = Object.defineProperty({ venue: { href: '/venues' } }, 'huge', {
      enumerable: true,
      get: () => (reads++, { href: '/huge' }),
    });
    const parsed = parse(links);
    expect(parsed?.get('venue')).toEqual([{ href: 'http://host/venues' }]);
    expect(reads).toBe(0);
    expect([parsed?.get('huge'), parsed?.get('huge')]).toEqual(Array(2).fill([{ href: 'http://host/huge' }]));
    expect(reads).toBe(1);
  });

  it('are undefined if the body is not a HAL document', () => {
    for (const body of [undefined, null, 'x', [], {}, { _links: [] }, { _links: 'x' }])
      expect(parseLinks(body, 'http://host/')).toBeUndefined();
  });
});
