import { randomBytes } from 'node:crypto';
import { v7 as timeOrderedId } from 'uuid';
import { hashPassword } from '../access/passwords.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';

/** Generates an `_id`: a version 7 UUID (RFC 9562), so that the order of `_id` is the order of insertion. */
export const newId = (): string => timeOrderedId();

/** Generates an entity tag, unquoted. */
export const newEtag = (): string => randomBytes(16).toString('hex');

/** Replaces secrets among the values by their hashes, as they are stored. */
export async function hashSecrets(definition: Definition, values: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(values).map(async ([name, value]): Promise<[string, unknown]> => {
    const isSecret = definition.fields[name]?.kind === 'secret';
    return [name, isSecret ? await hashPassword(String(value)) : value];
  });
  return Object.fromEntries(await Promise.all(entries));
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
