import { getNamedType, isCompositeType, type GraphQLCompositeType, type GraphQLSchema } from 'graphql';
import { isObject } from '../../../kit/util/is-object.ts';
import type { Key } from '../faults.ts';
import type { DeferredFragment, ProjectedField } from '../projection.ts';
import { runtimeType } from '../runtime-type.ts';

/** A deferred fragment at one place of the response. */
export interface DeferredPlace {
  readonly fragment: DeferredFragment;
  /** The object in the data of the services. */
  readonly object: Readonly<Record<string, unknown>>;
  readonly type: GraphQLCompositeType;
  /** Where it is in the client's response. */
  readonly path: readonly Key[];
}

/** An object that is completed, and what is selected of it. */
export interface CompletedPlace extends Omit<DeferredPlace, 'fragment'> {
  readonly fields: readonly ProjectedField[];
  readonly deferred: readonly DeferredFragment[];
  /** What it was completed to. */
  readonly completed: unknown;
}

/** Finds the places of deferred fragments in what was completed; there are none below a null. */
export function findDeferred(place: CompletedPlace, schema: GraphQLSchema): readonly DeferredPlace[] {
  const { object, type, path, completed } = place;
  if (!isObject(completed)) return [];
  const own = place.deferred.map((fragment) => ({ fragment, object, type, path }));
  const below = place.fields.flatMap((field) =>
    findInValue(field, {
      value: object[field.canonicalKey],
      completed: completed[field.key],
      path: [...path, field.key],
    }),
  );
  return [...own, ...below];

  function findInValue(field: ProjectedField, found: FoundValue): readonly DeferredPlace[] {
    const { value, completed: result, path: below } = found;
    const type = getNamedType(field.type);
    if (field.projection === undefined || !isCompositeType(type)) return [];
    if (Array.isArray(value) && Array.isArray(result))
      return value.flatMap((item: unknown, index) =>
        findInValue(field, { value: item, completed: result[index], path: [...below, index] }),
      );
    if (!isObject(value) || !isObject(result)) return [];
    const own = runtimeType(value, type, schema);
    if (own === undefined) return [];
    const { projection } = field;
    const selected = { fields: projection.fieldsOf(own), deferred: projection.deferredOf(own) };
    return findDeferred({ ...selected, object: value, type: own, path: below, completed: result }, schema);
  }
}

interface FoundValue {
  readonly value: unknown;
  readonly completed: unknown;
  readonly path: readonly Key[];
}
