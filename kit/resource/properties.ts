import type { Definition } from './definition/definition.ts';
import { memoize } from '../util/memoize.ts';
import { toOneRelations } from './definition/relations.ts';
import type { Field, FieldKind } from './fields.ts';

/** What a property of a document holds: a field's kind, an identity, a moment, or a reference. */
export type PropertyKind = FieldKind | 'id' | 'instant' | 'reference';

/** Anything a document shows, under the name that the store has for it. */
export interface Property {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly origin: 'metadata' | 'field' | 'relation';
  /** The field, where it is one. */
  readonly field: Field | undefined;
  /** The resource referred to, where it is a reference. */
  readonly target: string | undefined;
}

const metadata = [
  ['_id', 'id'],
  ['_created', 'instant'],
  ['_updated', 'instant'],
] as const;

/** Everything that a list may be filtered or sorted by: metadata, fields but secrets, references. */
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

/** Kinds whose values come in an order that means something: for `gt` and its like, and for sorting. */
const ordered: ReadonlySet<PropertyKind> = new Set(['text', 'integer', 'date', 'time', 'choice', 'id', 'instant']);

export const isOrdered = (property: Property): boolean => ordered.has(property.kind);
