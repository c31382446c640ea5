import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalizeUrl } from './normalize-url.ts';

/** A URI (RFC 3986) with a host. */
const uri =
  /^https?:\/\/(?:[\w.~!$&'()*+,;=-]+|\[[\da-f:.]+\])(?::\d+)?(?:\/(?:[\w\-.~!$&'()*+,;=:@/]|%[\da-f]{2})*)(?:\?(?:[\w\-.~!$&'()*+,;=:@/?]|%[\da-f]{2})*)?(?:#(?:[\w\-.~!$&'()*+,;=:@/?]|%[\da-f]{2})*)?$/i;

describe('the normal form of a URL', () => {
  it.each([
    ['HTTPS://Example.COM:443', 'https://example.com/'],
    ['http://example.com:80/a/./b/../c', 'http://example.com/a/c'],
    ['https://example.com/?', 'https://example.com/?'],
    ['https://example.com/#', 'https://example.com/#'],
    ['https://köln.de/ü?ä#ö', 'https://xn--kln-sna.de/%C3%BC?%C3%A4#%C3%B6'],
    ['https://a/b|c?[d]^`{e}#f#g', 'https://a/b%7Cc?%5Bd%5D%5E%60%7Be%7D#f%23g'],
    ['https://a/50%?%zz%2f', 'https://a/50%25?%25zz%2f'],
    ['http://[2001:DB8::1]:8080/', 'http://[2001:db8::1]:8080/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
  ])('of %s is %s', (text, expected) => expect(normalizeUrl(text)).toEqual({ ok: true, value: expected }));

  it.each([
    ['https://a:99999', 'valid host and port'],
    ['https://a b', 'valid host and port'],
    ['https://a"b', 'valid host'],
    ['https://xn--', 'valid host'],
    ['https://a.XN--.example', 'valid host'],
    ['https://user@a', 'username or a password'],
    ['https://:secret@a', 'username or a password'],
  ])('does not exist for %s: %s', (text, message) =>
    expect(normalizeUrl(text)).toEqual({ ok: false, message: expect.stringContaining(message) }),
  );

  it('is a URI, and its own normal form', () => {
    const rest = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[\s\\\p{Cc}]/u.test(text));
    const urls = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      rest.map((text) => `https://example.com/${text}`),
    );
    fc.assert(
      fc.property(urls, (text) => {
        const normalized = normalizeUrl(text);
        if (!normalized.ok) throw new Error(normalized.message);
        expect(normalized.value).toMatch(uri);
        expect(normalizeUrl(normalized.value)).toEqual(normalized);
      }),
    );
  });
});
