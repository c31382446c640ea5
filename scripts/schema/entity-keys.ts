import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import type { SchemaChange } from './schema-change.ts';

/** The keys by which a subgraph finds entities: `Event.@key(id)`. */
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

function argument({ arguments: given }: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = given?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** A field set means the same however it is spaced and ordered. */
function fieldSet(fields: string | boolean | undefined): string {
  return String(fields).replace(/[{}]/g, ' $& ').trim().split(/\s+/).join(' ');
}

/**
 * The keys of entities by which a subgraph can be asked no more: a gateway that still holds the graph of before asks
 * by them.
 */
export function lostKeys(before: DocumentNode, after: DocumentNode): readonly SchemaChange[] {
  const kept = keysOf(after);
  const lost = [...keysOf(before)].filter(([path]) => !kept.has(path));
  return lost.map(([path, type]) => ({
    type: 'ENTITY_KEY_REMOVED',
    path,
    change: `Entity '${type}' can no longer be found by ${path.slice(type.length + 1)}`,
    consequence: 'A gateway with the graph of before asks this service for the entity by that key.',
    severity: 'breaking',
  }));
}
