import { verifyPassword } from '../../access/passwords.ts';
import type { Bound } from '../runtime.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { sealed } from '../documents.ts';
import type { Extent, Values } from '../input.ts';

/** What a change makes of a document. */
export interface Difference {
  readonly previous: Document;
  readonly next: Document;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/** Compares a document with the values that it is to have. Secrets among them are hashed. */
export async function difference(
  { definition }: Bound,
  { previous, values, extent }: { previous: Document; values: Values; extent: Extent },
): Promise<Difference> {
  const optional = Object.entries(definition.fields).filter(([, { required }]) => !required);
  const dropped =
    extent === 'whole' ? optional.map(([name]) => name).filter((name) => !(name in values.set)) : values.unset;
  const changed = await changedValues(definition, previous, values.set);
  const set = await sealed(definition, changed);
  const unset = dropped.filter((name) => previous[name] !== undefined);
  const kept = Object.entries(previous).filter(([name]) => !unset.includes(name));
  return { previous, next: { ...Object.fromEntries(kept), ...set } as Document, set, unset };
}

async function changedValues({ fields }: Definition, previous: Document, values: Values['set']) {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const known = previous[name];
    const isSecret = fields[name]?.kind === 'secret' && typeof known === 'string';
    const isSame = isSecret ? await verifyPassword(known, String(value)) : known === value;
    if (!isSame) changed[name] = value;
  }
  return changed;
}

export const isNone = ({ set, unset }: Difference): boolean => Object.keys(set).length === 0 && unset.length === 0;
