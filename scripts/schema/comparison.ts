import { schemaChanges } from './changes.ts';
import type { SchemaChange } from './schema-change.ts';

/** Schemas as SDL, by name: each subgraph under its own name, and the API schema under `api`. */
export type SchemaSet = ReadonlyMap<string, string>;

/** A change, and the names of the schemas that have it. Shared types change in several schemas. */
export interface SharedChange extends SchemaChange {
  readonly in: readonly string[];
}

/** Returns a key that is equal for the same change in different schemas. */
export const changeKey = ({ type, path, change }: Pick<SchemaChange, 'type' | 'path' | 'change'>): string =>
  JSON.stringify([type, path, change]);

/** Compares two sets of schemas. A new schema is no change; a removed one is breaking. */
export async function compareSchemaSets(before: SchemaSet, after: SchemaSet): Promise<readonly SharedChange[]> {
  const changesByKey = new Map<string, SharedChange>();
  for (const [name, oldSdl] of before) {
    const newSdl = after.get(name);
    const changes = newSdl === undefined ? [removal(name)] : await schemaChanges(oldSdl, newSdl);
    for (const change of changes) {
      const key = changeKey(change);
      changesByKey.set(key, { ...change, in: [...(changesByKey.get(key)?.in ?? []), name] });
    }
  }
  return [...changesByKey.values()];
}

function removal(name: string): SchemaChange {
  return {
    type: 'SUBGRAPH_REMOVED',
    path: name,
    change: `Subgraph '${name}' was removed`,
    consequence: 'Requests to the endpoint of the service fail.',
    severity: 'breaking',
  };
}
