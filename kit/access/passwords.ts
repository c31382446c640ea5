import { hash, verify } from '@node-rs/argon2';
import { opaqueString } from '../util/precis.ts';

/**
 * argon2id with the parameters that OWASP's password storage cheat sheet recommends: 19 MiB, 2 passes, 1 lane.
 * Algorithm 2 is argon2id.
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Returns the argon2id hash of a password (as an OpaqueString, RFC 8265 §4.2), in PHC string format. */
export const hashPassword = (password: string): Promise<string> => hash(opaqueString(password), parameters);

const dummyHash = hashPassword('nobody has this password');

/**
 * Returns whether a password matches a hash: as an OpaqueString, or as it was sent, since versions before 0.3 hashed
 * that. Without a hash it takes as long and returns false.
 */
export async function verifyPassword(hashed: string | undefined, password: string): Promise<boolean> {
  const target = hashed ?? (await dummyHash);
  for (const form of new Set([opaqueString(password), password]))
    if (await verify(target, form)) return hashed !== undefined;
  return false;
}
