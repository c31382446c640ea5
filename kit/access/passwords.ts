import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with the parameters that OWASP's password storage cheat sheet recommends: 19 MiB, 2 passes, 1 lane.
 * Algorithm 2 is argon2id.
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Returns the argon2id hash of a password, in PHC string format. */
export const hashPassword = (password: string): Promise<string> => hash(password, parameters);

const dummyHash = hashPassword('nobody has this password');

/** Returns whether a password matches a hash. Without a hash it takes as long and returns false. */
export async function verifyPassword(hashed: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(hashed ?? (await dummyHash), password);
  return hashed !== undefined && matches;
}
