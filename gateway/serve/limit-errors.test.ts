import { describe, expect, it } from '@jest/globals';
import { limitErrors } from './limit-errors.ts';

const errors = Array.from({ length: 5 }, (_, index) => ({
  message: `error ${index}`,
  path: ['items', index],
  extensions: { code: 'SERVICE_UNAVAILABLE', requestId: 'r1' },
}));

describe('the errors of a response', () => {
  it('are all there up to the limit', () => {
    expect(limitErrors(errors, 5)).toBe(errors);
    expect(limitErrors([], 1)).toEqual([]);
  });

  it('are the first ones above it, and one that counts the others', () => {
    expect(limitErrors(errors, 2)).toEqual([
      ...errors.slice(0, 2),
      {
        message: '3 more errors are left out: a response has at most 2 (GRAPHQL_MAX_ERRORS). Request less data.',
        extensions: { code: 'TOO_COSTLY', requestId: 'r1' },
      },
    ]);
  });
});
