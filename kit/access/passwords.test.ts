import { expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.ts';

it('hashes a password with argon2id and a random salt, and verifies it', async () => {
  const [hash, otherHash] = [await hashPassword('secret'), await hashPassword('secret')];
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(hash).not.toBe(otherHash);
  expect([
    await verifyPassword(hash, 'secret'),
    await verifyPassword(hash, 'Secret'),
    await verifyPassword(undefined, 'secret'),
  ]).toEqual([true, false, false]);
});
