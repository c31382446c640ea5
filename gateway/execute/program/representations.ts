import { isObject } from '../../../kit/util/is-object.ts';
import { jsonString, jsonValue } from '../../../kit/util/json-string.ts';
import type { RequiredSelection } from './query-plan.ts';
import type { Rewrite } from './rewrites.ts';
import type { DataObject } from './run.ts';
import type { Supergraph } from '../supergraph.ts';

type Data = Readonly<Record<string, unknown>>;

/** Entities with the same representation. */
export interface EntityGroup extends Representation {
  readonly targets: DataObject[];
}

/** What a service requires of an entity (Apollo Federation subgraph specification, `_Any`). */
export interface Representation {
  readonly typeName: string;
  /** The representation in JSON. */
  readonly text: string;
}

/** A field that an entity lacks, without which there is no representation. */
export class MissingField {
  readonly object: object;
  readonly key: string;

  constructor(object: object, key: string) {
    this.object = object;
    this.key = key;
  }
}

/** Groups entities by their representations. Those of another type than the service extends have none. */
export type GroupEntities = (
  entities: readonly DataObject[],
  onMissing: (entity: DataObject, missing: MissingField) => void,
) => readonly EntityGroup[];

/** What is required of entities, and how the planner changes it. */
export interface Requirement {
  readonly requires: readonly RequiredSelection[];
  /** Changes a representation; undefined if it stays as it is. */
  readonly rewrite: Rewrite | undefined;
}

/** How entities are represented. */
interface Representing {
  /** Returns the same for entities with the same representation; undefined for those that have none. */
  readonly identify: (entity: Data) => unknown;
  readonly represent: (identity: unknown) => Representation;
}

/** Compiles what a service requires of entities. */
export function compileGrouping({ requires, rewrite }: Requirement, supergraph: Supergraph): GroupEntities {
  const general = representBySelecting({ requires, rewrite }, supergraph);
  const byType = new Map<unknown, Representing>();
  const learn = (name: unknown): Representing => {
    if (typeof name !== 'string' || rewrite !== undefined) return general;
    const representing = representLeaves(name, requires, supergraph) ?? general;
    byType.set(name, representing);
    return representing;
  };
  return (entities, onMissing) => {
    const groups: EntityGroup[] = [];
    const known = new Map<Representing, Map<unknown, EntityGroup>>();
    let [representing, sameType] = [general, new Map<unknown, EntityGroup>()];
    let lastName: unknown = groups;
    for (const entity of entities) {
      const name = entity['__typename'];
      // Most entities of a list are of one type.
      if (name !== lastName) {
        representing = byType.get(name) ?? learn(name);
        sameType = known.get(representing) ?? new Map<unknown, EntityGroup>();
        known.set(representing, sameType);
        lastName = name;
      }
      const identity = representing.identify(entity);
      const group = sameType.get(identity);
      if (group !== undefined) group.targets.push(entity);
      else if (identity instanceof MissingField) onMissing(entity, identity);
      else if (identity !== undefined) {
        const { typeName, text } = representing.represent(identity);
        const added = { typeName, text, targets: [entity] };
        sameType.set(identity, added);
        groups.push(added);
      }
    }
    return groups;
  };
}

/** Compiles the representation of a type's entities if all that is required are leaves, as keys mostly are. */
function representLeaves(
  typeName: string,
  requires: readonly RequiredSelection[],
  supergraph: Supergraph,
): Representing | undefined {
  const fields = fieldsOf(typeName, requires, supergraph);
  if (fields.some(({ selections }) => selections !== undefined)) return undefined;
  const keys = new Set(fields.map(({ alias, name }) => alias ?? name));
  if (!keys.delete('__typename')) return undefined;
  const start = `{"__typename":${jsonString(typeName)}`;
  const members = [...keys].map((key) => ({ key, prefix: `,${jsonString(key)}:` }));
  const [first, ...others] = members;
  return first !== undefined && others.length === 0
    ? representKey(first, { typeName, start })
    : representKeys(members, { typeName, start });
}

/** A member of a representation. */
interface Member {
  readonly key: string;
  /** What comes before its value in JSON. */
  readonly prefix: string;
}

interface RepresentedType {
  readonly typeName: string;
  /** What each representation begins with. */
  readonly start: string;
}

/** The value of a single key identifies the entity, so that its text is needed once. */
const representKey = ({ key, prefix }: Member, { typeName, start }: RepresentedType): Representing => ({
  identify: (entity) => (entity[key] === undefined ? new MissingField(entity, key) : entity[key]),
  represent: (value) => ({ typeName, text: `${start}${prefix}${jsonValue(value)}}` }),
});

const representKeys = (members: readonly Member[], { typeName, start }: RepresentedType): Representing => ({
  identify: (entity) => {
    let text = start;
    for (const { key, prefix } of members) {
      const value = entity[key];
      if (value === undefined) return new MissingField(entity, key);
      text += prefix + jsonValue(value);
    }
    return `${text}}`;
  },
  represent: (text) => ({ typeName, text: String(text) }),
});

type RequiredField = Extract<RequiredSelection, { readonly kind: 'Field' }>;

const fieldsOf = (
  typeName: string,
  requires: readonly RequiredSelection[],
  supergraph: Supergraph,
): readonly RequiredField[] =>
  requires.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection];
    const { typeCondition, selections } = selection;
    return matches({ __typename: typeName }, typeCondition, supergraph)
      ? fieldsOf(typeName, selections, supergraph)
      : [];
  });

const representBySelecting = ({ requires, rewrite }: Requirement, supergraph: Supergraph): Representing => ({
  identify: (entity) => {
    const selected = select(entity, requires, supergraph);
    if ('missing' in selected) return selected.missing;
    const { value } = selected;
    if (typeof value['__typename'] !== 'string') return undefined;
    rewrite?.(value);
    return JSON.stringify(value);
  },
  represent: (text) => ({ typeName: typeNameIn(String(text)), text: String(text) }),
});

const typeNameIn = (text: string): string => (JSON.parse(text) as { readonly __typename: string }).__typename;

type Selected<Value> = { readonly value: Value } | { readonly missing: MissingField };

function select(source: Data, selections: readonly RequiredSelection[], supergraph: Supergraph): Selected<Data> {
  const result: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      if (source[key] === undefined) return { missing: new MissingField(source, key) };
      const selected = selectValue(source[key], selection.selections, supergraph);
      if ('missing' in selected) return selected;
      result[key] = selected.value;
    } else if (matches(source, selection.typeCondition, supergraph)) {
      const selected = select(source, selection.selections, supergraph);
      if ('missing' in selected) return selected;
      merge(result, selected.value);
    }
  }
  return { value: result };
}

function selectValue(
  value: unknown,
  selections: readonly RequiredSelection[] | undefined,
  supergraph: Supergraph,
): Selected<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const selected = selectValue(item, selections, supergraph);
      if ('missing' in selected) return selected;
      items.push(selected.value);
    }
    return { value: items };
  }
  return selections !== undefined && isObject(value) ? select(value, selections, supergraph) : { value };
}

const matches = (source: Data, condition: string | undefined, supergraph: Supergraph): boolean =>
  condition === undefined ||
  (typeof source['__typename'] === 'string' && supergraph.isOfType(source['__typename'], condition));

/** Merges what fragments select of one object. */
function merge(target: Record<string, unknown>, source: Data): void {
  for (const [key, value] of Object.entries(source)) {
    const known = target[key];
    target[key] = isObject(known) && isObject(value) ? { ...known, ...value } : value;
  }
}
