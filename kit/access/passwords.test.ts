import { expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.ts';

it('a password is stored as an argon2id hash, another one each time, and known again', async () => {
  const [one, other] = [await hashPassword('secret'), await hashPassword('secret')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect([
    await verifyPassword(one, 'secret'),
    await verifyPassword(one, 'Secret'),
    await verifyPassword(undefined, 'secret'),
  ]).toEqual([true, false, false]);
});
