import { randomBytes } from 'node:crypto';
import { v7 as timeOrderedId } from 'uuid';
import { hashPassword } from '../access/passwords.ts';
import { createConcurrencyLimit } from '../util/concurrency-limit.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';

/** Generates an `_id`: a version 7 UUID (RFC 9562), so that the order of `_id` is the order of insertion. */
export const newId = (): string => timeOrderedId();

/** Generates an entity tag, unquoted. */
export const newEtag = (): string => randomBytes(16).toString('hex');

/** Hashes a secret, such as a password. */
export type HashSecret = (secret: string) => Promise<string>;

/**
 * Creates a function that hashes at most `concurrency` secrets at the same time. Each takes a thread of the pool that
 * checks passwords of sign-ins and accesses files; these would wait for all hashes of a batch.
 */
export function createSecretHasher(concurrency: number): HashSecret {
  const limited = createConcurrencyLimit(concurrency);
  return (secret) => limited(() => hashPassword(secret));
}

/** Returns the names of the secrets among the values. */
export const secretsIn = ({ fields }: Definition, values: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(values).filter((name) => fields[name]?.kind === 'secret');

/** Replaces secrets among the values by their hashes, as they are stored. */
export async function hashSecrets(
  { definition, hashSecret }: { readonly definition: Definition; readonly hashSecret: HashSecret },
  values: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const hashed = { ...values };
  for (const name of secretsIn(definition, values)) hashed[name] = await hashSecret(String(values[name]));
  return hashed;
}

/** Creates a document from its values, with new metadata. It stores nothing. */
export function newDocument(
  values: Readonly<Record<string, unknown>>,
  { _id, owner }: { readonly _id: string; readonly owner: string | undefined },
): Document {
  const now = new Date();
  const metadata = { _id, _created: now, _updated: now, _etag: newEtag() };
  return { ...values, ...metadata, ...(owner === undefined ? {} : { _owner: owner }) };
}
