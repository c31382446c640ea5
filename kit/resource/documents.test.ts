import { expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from '../access/passwords.ts';
import { createSecretHasher } from './documents.ts';

it('hashes secrets beside a sign-in, which does not wait for all of them', async () => {
  const stored = await hashPassword('a good password');
  const hashSecret = createSecretHasher(1);
  let hashed = 0;
  const batch = Array.from({ length: 20 }, async (_, index) => {
    const hash = await hashSecret(`password ${index}`);
    hashed++;
    return hash;
  });
  expect(await verifyPassword(stored, 'a good password')).toBe(true);
  expect(hashed).toBeLessThan(10);
  expect(await verifyPassword((await Promise.all(batch))[19], 'password 19')).toBe(true);
});
