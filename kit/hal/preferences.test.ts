import { describe, expect, it } from '@jest/globals';
import { parsePreferences } from './preferences.ts';

describe('Prefer', () => {
  it.each([
    [undefined, undefined, []],
    ['return=minimal', 'minimal', []],
    ['Return="representation"', 'representation', []],
    ['respond-async, return=minimal; foo=bar, wait=10', 'minimal', []],
    ['return=everything', undefined, []],
    ['transclude="event;registration.account"', undefined, ['event', 'registration.account']],
    ['transclude=venue, return=representation', 'representation', ['venue']],
  ] as const)('%s', (header, preference, transclude) =>
    expect(parsePreferences(header)).toEqual({ return: preference, transclude: [...transclude] }),
  );
});
