import { describe, expect, it } from '@jest/globals';
import { basicAuthorization, parseCredentials } from './credentials.ts';

describe('an Authorization header', () => {
  it('is parsed as Basic, with colons in the password, or as Bearer; schemes are case-insensitive', () => {
    expect(parseCredentials(basicAuthorization('üser', 'pass:word'))).toEqual({
      scheme: 'basic',
      username: 'üser',
      password: 'pass:word',
    });
    expect(parseCredentials('bearer abc')).toEqual({ scheme: 'bearer', token: 'abc' });
    expect(parseCredentials(undefined)).toEqual({ scheme: 'none' });
  });

  it('is parsed in linear time, however much white space it has', () => {
    const whitespace = ' '.repeat(60_000);
    expect(parseCredentials(`${whitespace}Bearer${whitespace}a${whitespace}b${whitespace}`)).toMatchObject({
      scheme: 'bearer',
    });
  });

  it.each([
    'Digest x',
    'Basic',
    'Basic !!!',
    'Bearer',
    `Basic ${Buffer.from(':x').toString('base64')}`,
    `Basic ${Buffer.from('\xfc:x', 'latin1').toString('base64')}`,
  ])('%s is malformed', (header) =>
    expect(parseCredentials(header)).toMatchObject({ scheme: 'malformed', reason: expect.any(String) }),
  );
});
