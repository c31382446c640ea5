import { describe, expect, it } from '@jest/globals';
import { basicAuthorization, readCredentials } from './credentials.ts';

describe('an Authorization header', () => {
  it('is read as Basic, with colons in the password, and as Bearer, whatever their case', () => {
    expect(readCredentials(basicAuthorization('üser', 'pass:word'))).toEqual({
      scheme: 'basic',
      username: 'üser',
      password: 'pass:word',
    });
    expect(readCredentials('bearer abc')).toEqual({ scheme: 'bearer', token: 'abc' });
    expect(readCredentials(undefined)).toEqual({ scheme: 'none' });
  });

  it('may have as much white space as fits: it takes no longer to read', () => {
    const white = ' '.repeat(60_000);
    expect(readCredentials(`${white}Bearer${white}a${white}b${white}`)).toMatchObject({ scheme: 'bearer' });
  });

  it.each(['Digest x', 'Basic', 'Basic !!!', 'Bearer', `Basic ${Buffer.from(':x').toString('base64')}`])(
    '%s is said to be unreadable',
    (header) => expect(readCredentials(header)).toMatchObject({ scheme: 'unreadable', fault: expect.any(String) }),
  );
});
