import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { asksForCredentials, isWireErrorCode, toWireError, wireErrorCodes, wireErrors } from './wire-errors.ts';

describe('error codes', () => {
  it.each(wireErrorCodes)('%s has a meaning and a status', (code) => {
    expect(wireErrors[code].meaning).toMatch(/\.$/);
    expect(wireErrors[code].status).toBeGreaterThanOrEqual(400);
    expect(isWireErrorCode(code)).toBe(true);
  });

  it('are documented completely in docs/graphql.md', async () => {
    const page = await readFile('docs/graphql.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(wireErrorCodes.map((code) => [code, wireErrors[code].meaning]));
  });

  it.each(['toString', 'constructor', '', 'NOPE', 7, undefined])('do not include %s', (code) => {
    expect(isWireErrorCode(code)).toBe(false);
  });

  it('are sent with path and locations, and without other extensions', () => {
    const error = {
      message: 'No.',
      path: ['a'],
      locations: [{ line: 1, column: 2 }],
      extensions: { code: 'FORBIDDEN', url: 'http://a' },
    };
    expect(toWireError(error)).toEqual({ ...error, extensions: { code: 'FORBIDDEN' } });
  });
});

describe('asksForCredentials', () => {
  const unauthenticated = (...path: string[]) => ({
    message: '',
    ...(path.length > 0 && { path }),
    extensions: { code: 'UNAUTHENTICATED' },
  });
  it.each([
    ['no data', { errors: [unauthenticated()] }, true],
    ['null data', { data: null, errors: [unauthenticated('events')] }, true],
    [
      'every field null for lack of credentials',
      { data: { a: null, b: null }, errors: [unauthenticated('a'), unauthenticated('b')] },
      true,
    ],
    ['null fields and an error without a path', { data: { a: null }, errors: [unauthenticated()] }, true],
    [
      'a field that is null without an error',
      { data: { viewer: null, a: null }, errors: [unauthenticated('a')] },
      false,
    ],
    ['a field with a value', { data: { a: null, __typename: 'Query' }, errors: [unauthenticated('a')] }, false],
    [
      'another error as well',
      { data: null, errors: [unauthenticated(), { message: '', extensions: { code: 'FORBIDDEN' } }] },
      false,
    ],
    ['no errors', { data: { viewer: null } }, false],
  ])('given %s, returns %#', (_title, response, expected) => {
    expect(asksForCredentials(response)).toBe(expected);
  });
});
