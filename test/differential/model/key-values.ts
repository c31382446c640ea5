import { Kind, type SelectionSetNode } from 'graphql';
import type { SubgraphSdl } from './subgraph-sdl.ts';

/**
 * How the value of a key's field follows from the instance: `unique` differs between all instances of all types. The
 * fields of a compound key have one digit of the index each, so that only all of them together identify an instance.
 */
export type KeyRole = 'unique' | 'low digit' | 'high digit';

interface KeyField {
  readonly name: string;
  readonly selection: SelectionSetNode | undefined;
}

const fieldsOf = (selection: SelectionSetNode): readonly KeyField[] =>
  selection.selections.flatMap((node) =>
    node.kind === Kind.FIELD && node.name.value !== '__typename'
      ? [{ name: node.name.value, selection: node.selectionSet }]
      : [],
  );

/** Returns the roles of all fields in keys, by coordinate. A field that is a key by itself is unique in every key. */
export function keyRoles(subgraphs: readonly SubgraphSdl[]): ReadonlyMap<string, KeyRole> {
  const keys = subgraphs.flatMap((subgraph) =>
    [...subgraph.types].flatMap(([type, { allKeys }]) => allKeys.map((selection) => ({ subgraph, type, selection }))),
  );
  const roles = new Map<string, KeyRole>();
  const assign = ({ subgraph, type, selection }: (typeof keys)[number]): void => {
    const fields = fieldsOf(selection);
    fields.forEach(({ name, selection: nested }, position) => {
      const role: KeyRole = fields.length === 1 ? 'unique' : position === 0 ? 'low digit' : 'high digit';
      if (roles.get(`${type}.${name}`) !== 'unique') roles.set(`${type}.${name}`, role);
      const target = nested && namedTypeOf(subgraph, type, name);
      if (nested !== undefined && target !== undefined) assign({ subgraph, type: target, selection: nested });
    });
  };
  keys.forEach(assign);
  return roles;
}

/** Returns the name of the type of a field in a subgraph. */
export function namedTypeOf({ types }: SubgraphSdl, type: string, field: string): string | undefined {
  let node = types.get(type)?.fields.get(field)?.node.type;
  while (node !== undefined && node.kind !== Kind.NAMED_TYPE) node = node.type;
  return node?.name.value;
}
