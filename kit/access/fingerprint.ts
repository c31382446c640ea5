import { createHmac, randomBytes } from 'node:crypto';

/** A keyed hash of texts: a cache can use secrets as keys without storing them. */
export type Fingerprint = (...texts: readonly string[]) => string;

/** Creates a fingerprint (HMAC-SHA-256, Base64) under a random key, so that it is meaningless outside this process. */
export function createFingerprint(): Fingerprint {
  const key = randomBytes(32);
  return (...texts) => createHmac('sha256', key).update(texts.join('\0')).digest('base64');
}
