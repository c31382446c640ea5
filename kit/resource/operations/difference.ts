import { verifyPassword } from '../../access/passwords.ts';
import type { ResourceRuntime } from '../runtime.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { hashSecrets } from '../documents.ts';
import type { WriteMode, InputValues } from '../input.ts';

/** What a change makes of a document. */
export interface Difference {
  readonly previous: Document;
  readonly next: Document;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/** Compares a document with the values that it is to have. Secrets among them are hashed. */
export async function difference(
  { definition }: ResourceRuntime,
  { previous, values, mode }: { previous: Document; values: InputValues; mode: WriteMode },
): Promise<Difference> {
  const optional = Object.entries(definition.fields).filter(([, { required }]) => !required);
  const dropped =
    mode === 'replace' ? optional.map(([name]) => name).filter((name) => !(name in values.set)) : values.unset;
  const changed = await changedValues(definition, previous, values.set);
  const set = await hashSecrets(definition, changed);
  const unset = dropped.filter((name) => previous[name] !== undefined);
  const kept = Object.entries(previous).filter(([name]) => !unset.includes(name));
  return { previous, next: { ...Object.fromEntries(kept), ...set } as Document, set, unset };
}

async function changedValues({ fields }: Definition, previous: Document, values: InputValues['set']) {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const known = previous[name];
    const isSecret = fields[name]?.kind === 'secret' && typeof known === 'string';
    const isSame = isSecret ? await verifyPassword(known, String(value)) : known === value;
    if (!isSame) changed[name] = value;
  }
  return changed;
}

export const isUnchanged = ({ set, unset }: Difference): boolean => Object.keys(set).length === 0 && unset.length === 0;
