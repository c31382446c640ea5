import type { RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';
import { type SubgraphDraft } from './draft.ts';

/** A key, with the fields that a subgraph defines for it. */
export interface Key {
  readonly fields: string;
  /** Type, or undefined for the entity itself, and field, as SDL. */
  readonly definitions: readonly { readonly on?: string; readonly name: string; readonly type: string }[];
}

/** An entity, and the subgraphs that contribute fields to it. */
export interface Entity {
  readonly name: string;
  readonly subgraphs: readonly SubgraphDraft[];
  /** Subgraph → the keys with which it resolves the entity. */
  readonly keys: ReadonlyMap<string, readonly Key[]>;
  /** Subgraphs that must not have the type, because they have its interface as an `@interfaceObject`. */
  readonly excluded: ReadonlySet<string>;
}

export const idKey: Key = { fields: 'id', definitions: [{ name: 'id', type: 'ID!' }] };
const keyPool: readonly Key[] = [
  idKey,
  idKey,
  { fields: 'sku', definitions: [{ name: 'sku', type: 'String!' }] },
  { fields: 'number', definitions: [{ name: 'number', type: 'Int!' }] },
  {
    fields: 'code region',
    definitions: [
      { name: 'code', type: 'String!' },
      { name: 'region', type: 'Int!' },
    ],
  },
  {
    fields: 'id site { zip }',
    definitions: [
      { name: 'id', type: 'ID!' },
      { name: 'site', type: 'Site!' },
      { on: 'Site', name: 'zip', type: 'String!' },
    ],
  },
  {
    fields: 'code org { id }',
    definitions: [
      { name: 'code', type: 'String!' },
      { name: 'org', type: 'Org!' },
      { on: 'Org', name: 'id', type: 'ID!' },
    ],
  },
];

/** Adds a key to a type in a subgraph, with its fields. */
export function addKey(subgraph: SubgraphDraft, type: string, key: Key, isResolvable = true): void {
  const { directives } = subgraph.type(type);
  directives.add(`@key(fields: "${key.fields}"${isResolvable ? '' : ', resolvable: false'})`);
  for (const { on = type, name, type: fieldType } of key.definitions) {
    subgraph.addField(on, { name, type: fieldType });
    if (on === 'Org') subgraph.type('Org').directives.add('@key(fields: "id")');
    else if (on !== type) subgraph.type(on).directives.add('@shareable');
  }
}

/**
 * Adds an entity to some subgraphs. Each one but the first shares a key with an earlier one, so that there is a way
 * between all of them, which can lead through others.
 */
export function addEntity(random: RandomSource, name: string, subgraphs: readonly SubgraphDraft[]): Entity {
  const keys = new Map<string, readonly Key[]>();
  const known: Key[] = [];
  for (const subgraph of subgraphs) {
    const shared = known.length > 0 ? [random.pick(known)] : [random.pick(keyPool)];
    const more = random.chance(35) ? [random.pick(keyPool)] : [];
    const chosen = [...new Set([...shared, ...more])];
    for (const key of chosen) addKey(subgraph, name, key);
    keys.set(subgraph.name, chosen);
    known.push(...chosen);
  }
  return { name, subgraphs, keys, excluded: new Set() };
}

/** Makes a type known in a subgraph that refers to it. Returns false if it must not be there. */
export function refer(random: RandomSource, subgraph: SubgraphDraft, entity: Entity): boolean {
  if (entity.excluded.has(subgraph.name)) return false;
  if (!subgraph.types.has(entity.name))
    addKey(subgraph, entity.name, random.pick([...entity.keys.values()].flat()), random.chance(30));
  return true;
}
