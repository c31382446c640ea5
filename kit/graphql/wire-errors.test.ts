import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { isWireErrorCode, toWireError, wireErrorCodes, wireErrors } from './wire-errors.ts';

describe('error codes', () => {
  it.each(wireErrorCodes)('%s has a meaning and a status', (code) => {
    expect(wireErrors[code].meaning).toMatch(/\.$/);
    expect(wireErrors[code].status).toBeGreaterThanOrEqual(400);
    expect(isWireErrorCode(code)).toBe(true);
  });

  it('are documented completely in docs/graphql.md', async () => {
    const page = await readFile('docs/graphql.md', 'utf8');
    const [, section = ''] = /^## Errors$(.*?)^## /ms.exec(page) ?? [];
    const rows = [...section.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
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

  it.each([
    ['SERVICE_UNAVAILABLE', 7, 7],
    ['TOO_MANY_REQUESTS', 7, 7],
    ['FORBIDDEN', 7, undefined],
    ['SERVICE_UNAVAILABLE', '7', undefined],
    ['SERVICE_UNAVAILABLE', 0, undefined],
    ['SERVICE_UNAVAILABLE', 1.5, undefined],
  ])('%s, which says to come again after %j s, is sent with %j', (code, retryAfter, sent) => {
    expect(toWireError({ message: 'No.', extensions: { code, retryAfter } }).extensions.retryAfter).toBe(sent);
  });
});
