import { expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
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

it('verifies a password in any Unicode form, also against the hash of a version that hashed it as it was sent', async () => {
  const [composed, decomposed] = ['caf\u00e9 au lait', 'cafe\u0301\u00a0au lait'];
  const normalized = await hashPassword(decomposed);
  const unchanged = await hash(decomposed);
  expect([
    await verifyPassword(normalized, composed),
    await verifyPassword(normalized, decomposed),
    await verifyPassword(unchanged, decomposed),
    await verifyPassword(unchanged, 'cafe au lait'),
  ]).toEqual([true, true, true, false]);
});
