import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import type { SchemaChange } from './schema-change.ts';

/** Returns the resolvable keys of a subgraph's entities: coordinate, such as `Event.@key(id)` → type. */
function keysOf(document: DocumentNode): ReadonlyMap<string, string> {
  const keys = document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const type = definition.name.value;
    return (definition.directives ?? [])
      .filter(({ name }) => name.value === 'key')
      .filter((key) => argument(key, 'resolvable') !== false)
      .map((key) => [`${type}.@key(${fieldSet(argument(key, 'fields'))})`, type] as const);
  });
  return new Map(keys);
}

function argument({ arguments: args }: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = args?.find((node) => node.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** Normalizes the white space of a field set. */
function fieldSet(fields: string | boolean | undefined): string {
  return String(fields).replace(/[{}]/g, ' $& ').trim().split(/\s+/).join(' ');
}

/**
 * Returns the entity keys that a subgraph no longer resolves. Each is a breaking change, since a gateway with the old
 * graph still uses it.
 */
export function removedKeys(before: DocumentNode, after: DocumentNode): readonly SchemaChange[] {
  const remaining = keysOf(after);
  const removed = [...keysOf(before)].filter(([path]) => !remaining.has(path));
  return removed.map(([path, type]) => ({
    type: 'ENTITY_KEY_REMOVED',
    path,
    change: `Entity '${type}' can no longer be resolved by ${path.slice(type.length + 1)}`,
    consequence: 'A gateway with the old graph still sends that key to the service.',
    severity: 'breaking',
  }));
}
