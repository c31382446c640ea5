import { describe, expect, it } from '@jest/globals';
import { describeIllFormed, findIllFormed, findIllFormedIn, isUtf8Target } from './well-formed.ts';

describe('an ill-formed text', () => {
  it.each([
    ['\ud800'],
    ['a\udc00b'],
    [{ a: ['\ud800'] }],
    [{ '\ud800': 1 }],
    [[{ a: { b: 'x\ud83dx' } }]],
    [{ a: '\udc00\ud800' }],
  ])('is found in %j', (value) => {
    expect(findIllFormed(value)).toEqual(expect.any(String));
    const json = JSON.stringify(value);
    expect(findIllFormedIn(JSON.parse(json), json)).toEqual(expect.any(String));
  });

  it.each([['\ud83d\ude00'], [{ a: ['é', 1, null, true], b: { '😀': '\u2028' } }], [undefined]])(
    'is not in %j',
    (value) => expect(findIllFormed(value)).toBeUndefined(),
  );

  it('is quoted with its surrogates escaped', () => expect(describeIllFormed('a\ud800')).toMatch(/^"a\\ud800" has/));
});

describe('a request target', () => {
  it.each(['/a', '/%C3%A9', '/?a=100%', '/%zz', '/\xc3\xa9'])('%j is UTF-8', (target) =>
    expect(isUtf8Target(target)).toBe(true),
  );
  it.each(['/%ff', '/?a=%ED%A0%80', '/%C3', '/\xff', '/%C0%AF'])('%j is not', (target) =>
    expect(isUtf8Target(target)).toBe(false),
  );
});
