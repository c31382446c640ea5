import { describe, expect, it } from '@jest/globals';
import { challengesOf } from './challenges.ts';

describe('the challenges of a 401', () => {
  it('are one for each scheme that is accepted', () => {
    const realm = 'The "Buddy"';
    const bearer = String.raw`Bearer realm="The \"Buddy\""`;
    expect(challengesOf({ realm, basic: true })).toEqual([
      String.raw`Basic realm="The \"Buddy\"", charset="UTF-8"`,
      bearer,
    ]);
    expect(challengesOf({ realm, basic: false })).toEqual([bearer]);
  });

  it('say what is wrong with a token', () =>
    expect(challengesOf({ realm: 'r', basic: false }, 'it is "old" — get a new one')).toEqual([
      `Bearer realm="r", error="invalid_token", error_description="it is 'old' ' get a new one"`,
    ]));
});
