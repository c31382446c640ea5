import { describe, expect, it } from '@jest/globals';
import { closest } from './closest.ts';

describe('the candidate closest to a misspelt name', () => {
  it.each([
    ['capcity', 'capacity'],
    ['evnt', 'event'],
    ['acount', 'account'],
    ['mni', 'min'],
    ['Capacity', 'capacity'],
  ])('%s means %s', (name, meant) =>
    expect(closest(name, ['min', 'max', 'event', 'venue', 'account', 'capacity'])).toBe(meant),
  );

  it('is undefined if none is similar', () => expect(closest('speaker', ['min', 'venue'])).toBeUndefined());
});
