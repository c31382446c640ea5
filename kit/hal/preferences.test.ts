import { describe, expect, it } from '@jest/globals';
import { parsePrefer, parsePreferences } from './preferences.ts';

describe('Prefer', () => {
  it.each([
    [undefined, undefined, []],
    ['return=minimal', 'minimal', []],
    ['Return="representation"', 'representation', []],
    ['respond-async, return=minimal; foo=bar, wait=10', 'minimal', []],
    ['return=everything', undefined, []],
    ['transclude="event;registration.account"', undefined, ['event', 'registration.account']],
    ['transclude=venue, return=representation', 'representation', ['venue']],
    ['return=minimal, return=representation', 'minimal', []],
    ['return=everything, return=minimal', undefined, []],
    ['wait=10; return=minimal', undefined, []],
    ['x_return=minimal', undefined, []],
    ['a-return=minimal, return-b=minimal', undefined, []],
    ['foo="return=minimal, return=minimal"', undefined, []],
    [', ,return = minimal ,', 'minimal', []],
    ['return minimal, return=representation', 'representation', []],
    ['return="minimal', undefined, []],
    ['transclude=venue, transclude=event', undefined, ['venue']],
  ] as const)('%s', (header, preference, transclude) =>
    expect(parsePreferences(header)).toEqual({ return: preference, transclude: [...transclude] }),
  );

  it('may have quoted values with any characters, and preferences without a value', () =>
    expect(parsePrefer(String.raw`a="x\",; \\y", B; p="q;r", c=""`)).toEqual(
      new Map([
        ['a', String.raw`x",; \y`],
        ['b', ''],
        ['c', ''],
      ]),
    ));

  it('is parsed in linear time', () => {
    for (const part of ['"', ',', ';', '\\', 'a=', '"\\', ' ']) expect(parsePrefer(part.repeat(60_000))).toBeDefined();
  });
});
