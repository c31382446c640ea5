import { verifyPassword } from '../../access/passwords.ts';
import type { ResourceRuntime } from '../runtime.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { isSameValue } from '../compared-values.ts';
import { hashSecrets } from '../documents.ts';
import type { ChangeMode, InputValues } from '../input.ts';

/** The difference that a change makes: the values to set, and the names of the fields to remove. */
export interface Difference {
  readonly previous: Document;
  readonly next: Document;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/** Compares a document with its new values. Changed secrets are hashed. */
export async function difference(
  runtime: ResourceRuntime,
  { previous, values, mode }: { previous: Document; values: InputValues; mode: ChangeMode },
): Promise<Difference> {
  const { definition } = runtime;
  const removed =
    mode === 'replace' ? replaceableFields(definition).filter((name) => !(name in values.set)) : values.unset;
  const changed = await changedValues(definition, previous, values.set);
  const set = await hashSecrets(runtime, changed);
  const unset = removed.filter((name) => previous[name] !== undefined);
  const kept = Object.entries(previous).filter(([name]) => !unset.includes(name));
  return { previous, next: { ...Object.fromEntries(kept), ...set } as Document, set, unset };
}

/** Returns the fields that a replacement removes if it has no value for them. Representations have no secrets. */
const replaceableFields = ({ fields }: Definition): readonly string[] =>
  Object.entries(fields).flatMap(([name, { required, kind }]) => (required || kind === 'secret' ? [] : [name]));

async function changedValues({ fields }: Definition, previous: Document, values: InputValues['set']) {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const current = previous[name];
    const isSecret = fields[name]?.kind === 'secret' && typeof current === 'string';
    const isSame = isSecret ? await verifyPassword(current, String(value)) : isSameValue(current, value);
    if (!isSame) changed[name] = value;
  }
  return changed;
}

export const isUnchanged = ({ set, unset }: Difference): boolean => Object.keys(set).length === 0 && unset.length === 0;
