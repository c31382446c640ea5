import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { asksForCredentials, isWireErrorCode, toWireError, wireErrorCodes, wireErrors } from './wire-errors.ts';

describe('the codes of errors', () => {
  it.each(wireErrorCodes)('%s has a meaning and a status', (code) => {
    expect(wireErrors[code].meaning).toMatch(/\.$/);
    expect(wireErrors[code].status).toBeGreaterThanOrEqual(400);
    expect(isWireErrorCode(code)).toBe(true);
  });

  it('are documented, each and no other', async () => {
    const page = await readFile('docs/graphql.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(wireErrorCodes.map((code) => [code, wireErrors[code].meaning]));
  });

  it.each(['toString', 'constructor', '', 'NOPE', 7, undefined])('do not hold %s', (code) => {
    expect(isWireErrorCode(code)).toBe(false);
  });

  it('keep the place and the code of an error, and nothing else of its extensions', () => {
    const error = {
      message: 'No.',
      path: ['a'],
      locations: [{ line: 1, column: 2 }],
      extensions: { code: 'FORBIDDEN', url: 'http://a' },
    };
    expect(toWireError(error)).toEqual({ ...error, extensions: { code: 'FORBIDDEN' } });
  });
});

describe('an answer that asks for credentials', () => {
  const signIn = (...path: string[]) => ({
    message: '',
    ...(path.length > 0 && { path }),
    extensions: { code: 'UNAUTHENTICATED' },
  });
  it.each([
    ['no data at all', { errors: [signIn()] }, true],
    ['data null', { data: null, errors: [signIn('events')] }, true],
    ['each field null for want of them', { data: { a: null, b: null }, errors: [signIn('a'), signIn('b')] }, true],
    ['fields null, and one error without a place', { data: { a: null }, errors: [signIn()] }, true],
    ['a field that is null by itself', { data: { viewer: null, a: null }, errors: [signIn('a')] }, false],
    ['a field with a value', { data: { a: null, __typename: 'Query' }, errors: [signIn('a')] }, false],
    [
      'another error beside it',
      { data: null, errors: [signIn(), { message: '', extensions: { code: 'FORBIDDEN' } }] },
      false,
    ],
    ['no error', { data: { viewer: null } }, false],
  ])('has %s: %#', (_what, answer, asks) => {
    expect(asksForCredentials(answer)).toBe(asks);
  });
});
