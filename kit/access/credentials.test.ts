import { describe, expect, it } from '@jest/globals';
import { basicAuthorization, parseCredentials } from './credentials.ts';

describe('an Authorization header', () => {
  it('is read as Basic, with colons in the password, and as Bearer, whatever their case', () => {
    expect(parseCredentials(basicAuthorization('üser', 'pass:word'))).toEqual({
      scheme: 'basic',
      username: 'üser',
      password: 'pass:word',
    });
    expect(parseCredentials('bearer abc')).toEqual({ scheme: 'bearer', token: 'abc' });
    expect(parseCredentials(undefined)).toEqual({ scheme: 'none' });
  });

  it('may have as much white space as fits: it takes no longer to read', () => {
    const white = ' '.repeat(60_000);
    expect(parseCredentials(`${white}Bearer${white}a${white}b${white}`)).toMatchObject({ scheme: 'bearer' });
  });

  it.each(['Digest x', 'Basic', 'Basic !!!', 'Bearer', `Basic ${Buffer.from(':x').toString('base64')}`])(
    '%s is said to be unreadable',
    (header) => expect(parseCredentials(header)).toMatchObject({ scheme: 'unreadable', fault: expect.any(String) }),
  );
});
