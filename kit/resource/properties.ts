import type { Definition } from './definition/definition.ts';
import { memoize } from '../util/memoize.ts';
import { toOneRelations } from './definition/relations.ts';
import type { Field, FieldKind } from './fields/index.ts';

/** The kind of a property: that of a field, an `_id`, a point in time or a reference. */
export type PropertyKind = FieldKind | 'id' | 'instant' | 'reference';

/** A visible property of a document, by its name in the store. */
export interface Property {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly origin: 'metadata' | 'field' | 'relation';
  /** The field, if the property is one. */
  readonly field: Field | undefined;
  /** The resource that the property refers to, if it is a reference. */
  readonly target: string | undefined;
}

const metadata = [
  ['_id', 'id'],
  ['_created', 'instant'],
  ['_updated', 'instant'],
] as const;

/** Returns the properties that lists can be filtered by: metadata, fields except secrets, and references. */
export const propertiesOf = memoize((definition: Definition): readonly Property[] => {
  const none = { field: undefined, target: undefined };
  return [
    ...metadata.map(([name, kind]) => ({ ...none, name, kind, origin: 'metadata' as const })),
    ...Object.entries(definition.fields)
      .filter(([, field]) => field.kind !== 'secret')
      .map(([name, field]) => ({ ...none, name, kind: field.kind, origin: 'field' as const, field })),
    ...toOneRelations(definition).map(([name, { target }]) => ({
      ...none,
      name,
      kind: 'reference' as const,
      origin: 'relation' as const,
      target,
    })),
  ];
});

/** Kinds whose stored values have a meaningful order. */
const orderedKinds: ReadonlySet<PropertyKind> = new Set(['text', 'integer', 'date', 'time', 'choice', 'id', 'instant']);

/** Whether a property can be compared by order (`gt`, `gte`, `lt`, `lte`) and sorted by. */
export const isOrdered = (property: Property): boolean => orderedKinds.has(property.kind);
