import { describe, expect, it } from '@jest/globals';
import { fragmentOf, urlOfFragment } from './fragment.ts';

describe('addresses in fragments', () => {
  it.each(['http://localhost:2113/venues', 'https://example.org/events?where={%22a%22:1}&page=2'])(
    '%s comes back',
    (url) => {
      expect(urlOfFragment(fragmentOf(url))).toBe(url);
    },
  );

  it.each(['', '#', '#main', '#javascript:alert(1)', '#http://', '#//elsewhere', '#file:///etc/passwd'])(
    '%s is none',
    (fragment) => {
      expect(urlOfFragment(fragment)).toBeUndefined();
    },
  );
});
