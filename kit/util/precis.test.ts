import { describe, expect, it } from '@jest/globals';
import { appearanceOf, opaqueString, usernameKey } from './precis.ts';

describe('the key of a username (RFC 8265, section 3.4)', () => {
  it.each([
    ['composed and decomposed letters', 'Jose\u0301', 'Jos\u00e9'],
    ['full-width letters', '\uff4a\uff4f\uff45', 'joe'],
    ['half-width letters', '\uff76\uff9e', '\u30ab\uff9e'.normalize('NFKC')],
    ['Hangul', '\u1100\u1161', '\uac00'],
  ])('is the same for %s', (_, one, other) => expect(usernameKey(one)).toBe(usernameKey(other)));

  it.each([
    ['case', 'Joe', 'joe'],
    ['accents', 'Jos\u00e9', 'Jose'],
    ['ligatures', '\ufb01n', 'fin'],
  ])('preserves %s', (_, one, other) => expect(usernameKey(one)).not.toBe(usernameKey(other)));
});

describe('a password as an OpaqueString (RFC 8265, section 4.2)', () => {
  it('has ASCII spaces and is in NFC; width and case are preserved', () => {
    expect(opaqueString('a\u00a0b\u3000c\u2003e\u0301')).toBe('a b c \u00e9');
    expect(opaqueString('\uff41A')).toBe('\uff41A');
  });
});

describe('the appearance of a name', () => {
  it.each([
    ['another case', 'RooT'],
    ['full-width letters', '\uff52\uff4f\uff4f\uff54'],
    ['zero-width characters', 'r\u200bo\u2060o\ufeff\u00adt'],
    ['spaces around it', ' root\u00a0'],
    ['mathematical letters', '\u{1d42b}\u{1d428}\u{1d428}\u{1d42d}'],
    ['Cyrillic letters', 'r\u043e\u043et'],
    ['Greek letters', 'r\u03bf\u03bf\u03c4'],
    ['bidirectional controls', '\u202eroot'],
  ])('is that of root for root in %s', (_, name) => expect(appearanceOf(name)).toBe('root'));

  it.each(['roots', 'grout', 'r\u00f6\u00f6t', 'Ruth'])('of %s is another', (name) =>
    expect(appearanceOf(name)).not.toBe('root'),
  );
});
