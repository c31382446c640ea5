import { schemaChanges } from './changes.ts';
import type { SchemaChange } from './schema-change.ts';

/** Schemas by name, as SDL: each subgraph's under its own, and what clients of the gateway see under `api`. */
export type SchemaSet = ReadonlyMap<string, string>;

/** A change, and the schemas that have it: what is shared changes in several. */
export interface SharedChange extends SchemaChange {
  readonly in: readonly string[];
}

/** What makes a change the same one in another schema. */
export const changeKey = ({ type, path, change }: Pick<SchemaChange, 'type' | 'path' | 'change'>): string =>
  JSON.stringify([type, path, change]);

/** What may be noticed of the way from one set of schemas to another. A schema that was not there before breaks nothing. */
export async function compareSets(before: SchemaSet, after: SchemaSet): Promise<readonly SharedChange[]> {
  const found = new Map<string, SharedChange>();
  for (const [name, old] of before) {
    const current = after.get(name);
    const changes = current === undefined ? [removal(name)] : await schemaChanges(old, current);
    for (const change of changes) {
      const key = changeKey(change);
      found.set(key, { ...change, in: [...(found.get(key)?.in ?? []), name] });
    }
  }
  return [...found.values()];
}

function removal(name: string): SchemaChange {
  return {
    type: 'SUBGRAPH_REMOVED',
    path: name,
    change: `Subgraph '${name}' was removed`,
    consequence: 'Whoever asks the service itself finds it no more.',
    severity: 'breaking',
  };
}
