import { describe, expect, it } from '@jest/globals';
import { parseLinks } from './hal-links.ts';

describe('the links of a HAL document', () => {
  const parse = (links: unknown) => parseLinks({ _links: links }, 'http://host/a/');

  it('are arrays with absolute URLs, without curies', () => {
    const links = parse({ self: { href: '/x' }, item: [{ href: 'b', name: 'n' }], curies: [{ href: '/{rel}' }] });
    expect([...(links ?? [])]).toEqual([
      ['self', [{ href: 'http://host/x' }]],
      ['item', [{ href: 'http://host/a/b', name: 'n' }]],
    ]);
  });

  it('are parsed although another link is none: one registration does not hide the others at the root', () => {
    const invalid = [null, 'x', { href: 5 }, { href: '/x', name: 5 }, { href: '/x', templated: 'no' }, {}];
    const links = parse({ venue: { href: '/venues' }, a: invalid, ...Object.fromEntries(invalid.entries()) });
    expect(links?.get('venue')).toEqual([{ href: 'http://host/venues' }]);
    expect(links?.get('a')).toEqual([]);
    expect(links?.get('3')).toEqual([]);
  });

  it('are undefined if the body is not a HAL document', () => {
    for (const body of [undefined, null, 'x', [], {}, { _links: [] }, { _links: 'x' }])
      expect(parseLinks(body, 'http://host/')).toBeUndefined();
  });
});
