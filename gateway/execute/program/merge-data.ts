import { isObject } from '../../../kit/util/is-object.ts';
import type { Supergraph } from '../supergraph.ts';

type Data = Record<string, unknown>;
type TypeKinds = Pick<Supergraph, 'isAbstract'>;

/**
 * Merges what a service knows of an object into it. Objects of the source may become part of several targets: equal
 * entities have equal data. The type of an object that is known is not replaced by an interface, which is the object's
 * type for a service with an `@interfaceObject`.
 */
export function mergeData(target: Data, source: Readonly<Data>, supergraph: TypeKinds): void {
  for (const key in source) {
    const [value, known] = [source[key], target[key]];
    if (known === undefined || known === null) target[key] = value;
    else if (key === '__typename' && supergraph.isAbstract(String(value))) continue;
    else if (value !== null && known !== value) target[key] = merged(known, value, supergraph);
  }
}

function merged(known: unknown, value: unknown, supergraph: TypeKinds): unknown {
  if (isObject(known) && isObject(value)) mergeData(known, value, supergraph);
  else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
    mergeItems(known, value, supergraph);
  else return value;
  return known;
}

function mergeItems(known: unknown[], items: readonly unknown[], supergraph: TypeKinds): void {
  for (const [index, item] of items.entries())
    known[index] = known[index] === null ? item : item === null ? known[index] : merged(known[index], item, supergraph);
}
