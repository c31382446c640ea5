import { isObject } from '../../../kit/util/is-object.ts';
import type { RequiredSelection } from './query-plan.ts';
import type { Supergraph } from '../supergraph.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Returns what a service requires of an entity (Apollo Federation subgraph specification, `_Any`). `missing` is the
 * field without which there is no representation.
 */
export type Represent = (entity: Data) => { readonly representation?: Data; readonly missing?: MissingField };

/** A field that an entity lacks. */
export interface MissingField {
  readonly object: object;
  readonly key: string;
}

/** Compiles what a service requires of an entity. */
export function compileRepresentation(requires: readonly RequiredSelection[], supergraph: Supergraph): Represent {
  return (entity) => {
    const selected = select(entity, requires, supergraph);
    if ('missing' in selected) return selected;
    // An entity of another type than the service extends.
    return typeof selected.value['__typename'] === 'string' ? { representation: selected.value } : {};
  };
}

type Selected<Value> = { readonly value: Value } | { readonly missing: MissingField };

function select(source: Data, selections: readonly RequiredSelection[], supergraph: Supergraph): Selected<Data> {
  const result: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      if (source[key] === undefined) return { missing: { object: source, key } };
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
