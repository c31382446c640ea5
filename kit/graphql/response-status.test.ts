import { describe, expect, it } from '@jest/globals';
import { mostTellingStatus, soleCause, statusOfResponse } from './response-status.ts';
import { wireErrorCodes, wireErrors } from './wire-errors.ts';

const errorOf = (code: string, ...path: string[]) => ({
  message: '',
  ...(path.length > 0 && { path }),
  extensions: { code },
});

describe.each(['UNAUTHENTICATED', 'TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE'])('soleCause: %s', (code) => {
  it.each([
    ['no data', { errors: [errorOf(code)] }, true],
    ['null data', { data: null, errors: [errorOf(code, 'events')] }, true],
    [
      'every field null because of it',
      { data: { a: null, b: null }, errors: [errorOf(code, 'a'), errorOf(code, 'b')] },
      true,
    ],
    ['null fields and an error without a path', { data: { a: null }, errors: [errorOf(code)] }, true],
    ['a field that is null without an error', { data: { viewer: null, a: null }, errors: [errorOf(code, 'a')] }, false],
    ['a field with a value', { data: { a: null, __typename: 'Query' }, errors: [errorOf(code, 'a')] }, false],
    ['another error as well', { data: null, errors: [errorOf(code), errorOf('FORBIDDEN')] }, false],
    ['no errors', { data: { viewer: null } }, false],
  ])('given %s: %#', (_title, response, expected) => {
    expect(soleCause(response)).toBe(expected ? code : undefined);
  });
});

it('soleCause: no other code says what to do about the whole response', () => {
  const others = wireErrorCodes.filter((code) => soleCause({ data: null, errors: [errorOf(code)] }) === undefined);
  expect(others).toHaveLength(wireErrorCodes.length - 3);
});

describe('the status of a response', () => {
  const graphqlJson = 'application/graphql-response+json';

  it.each(wireErrorCodes)('without data is that of its errors: %s', (code) => {
    const { status } = wireErrors[code];
    expect(statusOfResponse({ data: null, errors: [errorOf(code, 'a')] }, graphqlJson)).toBe(status);
  });

  it.each([
    [500, ['BAD_USER_INPUT', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']],
    [503, ['UNAUTHENTICATED', 'SERVICE_UNAVAILABLE']],
    [401, ['FORBIDDEN', 'TOO_MANY_REQUESTS', 'UNAUTHENTICATED']],
    [403, ['TOO_MANY_REQUESTS', 'FORBIDDEN']],
    [429, ['CONFLICT', 'TOO_MANY_REQUESTS']],
    [409, ['TOO_COSTLY', 'CONFLICT']],
    [500, ['UNKNOWN']],
  ])('with errors of several codes is the most telling one: %i', (status, codes) => {
    expect(mostTellingStatus(codes.map((code) => errorOf(code)))).toBe(status);
  });

  it.each([
    ['data', { data: { a: 1 }, errors: [errorOf('FORBIDDEN', 'b')] }, graphqlJson],
    ['null fields for another reason', { data: { a: null }, errors: [errorOf('FORBIDDEN', 'a')] }, graphqlJson],
    ['no data, as application/json', { data: null, errors: [errorOf('FORBIDDEN', 'a')] }, 'application/json'],
    ['an error before the execution', { errors: [errorOf('TOO_COSTLY')] }, graphqlJson],
  ])('is left as it is with %s', (_title, response, type) => {
    expect(statusOfResponse(response, type)).toBeUndefined();
  });
});
