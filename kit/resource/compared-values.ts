import { Decimal } from '../util/decimal.ts';
import { isOffsetDateTime } from '../util/offset-date-time.ts';
import { valueAt } from '../util/value-at.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';

type Fielded = Pick<Definition, 'fields' | 'internalFields'>;

/** Returns the path in the store of the value by which a field or a relation is compared, sorted and unique. */
export function comparedPath({ fields, internalFields }: Fielded, name: string): string {
  const owner = [fields, internalFields].find((each) => Object.hasOwn(each, name));
  const field = owner?.[name];
  return field?.comparedBy === undefined ? name : `${name}.${field.comparedBy}`;
}

/** Returns the name of the field or the relation with a path in the store. */
export const nameOfPath = (path: string): string => path.replace(/\..*$/, '');

/** Returns the value of a document by which a field or a relation is compared, sorted and unique. */
export const comparedValue = (definition: Fielded, document: Document, name: string): unknown =>
  valueAt(document, comparedPath(definition, name));

/** Whether two stored values are the same: clients would not see a difference. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Decimal && b instanceof Decimal) return a.equals(b);
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (isOffsetDateTime(a) && isOffsetDateTime(b)) return isSameValue(a.at, b.at) && a.offset === b.offset;
  return a === b;
}
