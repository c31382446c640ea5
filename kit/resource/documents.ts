import { randomBytes } from 'node:crypto';
import { v7 as timeOrderedId } from 'uuid';
import { hashPassword } from '../access/passwords.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';

/** A new identity: a UUID of version 7 (RFC 9562), so that the order of `_id` is the order of insertion. */
export const newId = (): string => timeOrderedId();

/** A new entity tag, unquoted. */
export const newEtag = (): string => randomBytes(16).toString('hex');

/** Values as they are stored: secrets are hashed. */
export async function hashSecrets(definition: Definition, values: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(values).map(async ([name, value]): Promise<[string, unknown]> => {
    const isSecret = definition.fields[name]?.kind === 'secret';
    return [name, isSecret ? await hashPassword(String(value)) : value];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A new document with these values. */
export function newDocument(
  values: Readonly<Record<string, unknown>>,
  { _id, owner }: { readonly _id: string; readonly owner: string | undefined },
): Document {
  const now = new Date();
  const metadata = { _id, _created: now, _updated: now, _etag: newEtag() };
  return { ...values, ...metadata, ...(owner === undefined ? {} : { _owner: owner }) };
}
