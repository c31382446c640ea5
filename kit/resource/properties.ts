import type { Definition } from './definition/definition.ts';
import { memoize } from '../util/memoize.ts';
import { relationsOf } from './definition/relations.ts';
import { comparedPath } from './compared-values.ts';
import type { Field, FieldKind } from './fields/index.ts';

/** The kind of a property: that of a field, an `_id`, a point in time or a reference. */
export type PropertyKind = FieldKind | 'id' | 'instant' | 'reference';

/** A visible property of a document, by its name in the store. */
export interface Property {
  readonly name: string;
  /** The path of the value in the store by which documents are filtered and sorted. */
  readonly path: string;
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
    ...metadata.map(([name, kind]) => ({ ...none, name, path: name, kind, origin: 'metadata' as const })),
    ...Object.entries(definition.fields)
      .filter(([, field]) => field.kind !== 'secret')
      .map(([name, field]) => ({
        ...{ ...none, name, path: comparedPath(definition, name), kind: field.kind },
        ...{ origin: 'field' as const, field },
      })),
    ...relationsOf(definition).map(([name, { target }]) => ({
      ...none,
      name,
      path: name,
      kind: 'reference' as const,
      origin: 'relation' as const,
      target,
    })),
  ];
});

/** Returns the paths in the store of the properties that documents may lack. */
export const nullablePaths = memoize(
  (definition: Definition): ReadonlySet<string> =>
    new Set(propertiesOf(definition).flatMap(({ path, field }) => (field?.required === false ? [path] : []))),
);

/** What the operand of a filter's operator is: one value, one whose order counts, several values, or a pattern. */
export type OperandKind = 'value' | 'ordered' | 'values' | 'pattern';

const equality = ['value', 'values'] as const;
const order = ['value', 'ordered', 'values'] as const;
const textual = [...order, 'pattern'] as const;

/** Kind of a property → the operands that it can be compared with. */
export const operandsOf: Readonly<Record<PropertyKind, readonly OperandKind[]>> = {
  text: textual,
  url: textual,
  email: textual,
  integer: order,
  decimal: order,
  boolean: equality,
  date: order,
  time: order,
  dateTime: order,
  duration: equality,
  choice: order,
  secret: [],
  id: order,
  instant: order,
  reference: equality,
};

/** Whether a property can be compared by order (`gt`, `gte`, `lt`, `lte`) and sorted by. */
export const isOrdered = (property: Property): boolean => operandsOf[property.kind].includes('ordered');
