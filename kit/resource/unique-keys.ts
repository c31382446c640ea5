import type { Collection, Stored } from '../store/port.ts';
import { comparedValue, nameOfPath } from './compared-values.ts';
import { memoize } from '../util/memoize.ts';
import type { Definition } from './definition/definition.ts';
import type { Document } from './definition/documents.ts';
import { committedFilter } from './pending-writes/pending-write.ts';

/**
 * A hidden field of documents with the form in which unique texts are compared (NFC, unless the field says otherwise).
 * The texts themselves are stored as they were sent.
 */
export interface UniqueKey {
  /** The name of the hidden field. */
  readonly name: string;
  /** The fields and relations that are unique together, at least one of which is a text or an e-mail address. */
  readonly fields: readonly string[];
}

const keyName = (...fields: readonly string[]): string => `_key_${fields.join('_')}`;

/** Returns the hidden fields for the unique texts of a resource. */
export const uniqueKeysOf = memoize((definition: Definition): readonly UniqueKey[] => {
  const hasKey = (name: string): boolean => definition.fields[name]?.comparedAs !== undefined;
  const distinct = Object.entries(definition.fields).flatMap(([name, { unique }]) => (unique ? [[name]] : []));
  const isKnown = (name: string): boolean =>
    Object.hasOwn(definition.fields, name) || Object.hasOwn(definition.relations, name);
  const combined = definition.unique.map(({ fields }) => fields).filter((fields) => fields.every(isKnown));
  return [...distinct, ...combined]
    .filter((fields) => fields.some(hasKey))
    .map((fields) => ({ name: keyName(...fields), fields }));
});

/** Returns the value of a hidden field for a document; undefined if the document lacks one of the values. */
export function keyValue(definition: Definition, { fields }: UniqueKey, document: Document): string | undefined {
  const values = fields.map((name) => {
    const value = comparedValue(definition, document, name);
    return typeof value === 'string' ? (definition.fields[name]?.comparedAs?.(value) ?? value) : value;
  });
  if (values.some((value) => value === undefined)) return undefined;
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

/** Returns the hidden fields of a new document, by name. */
export function keyValues(definition: Definition, document: Document): Readonly<Record<string, string>> {
  const entries = uniqueKeysOf(definition).flatMap((key) => {
    const value = keyValue(definition, key, document);
    return value === undefined ? [] : [[key.name, value]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The hidden fields that a change sets and removes. */
export interface ChangedKeys {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** Returns the hidden fields that change with the fields `changed` of a document; `next` is its new state. */
export function changedKeys(
  definition: Definition,
  { next, changed }: { readonly next: Document; readonly changed: readonly string[] },
): ChangedKeys {
  const affected = uniqueKeysOf(definition).filter(({ fields }) => fields.some((name) => changed.includes(name)));
  const values = affected.map((key) => ({ name: key.name, value: keyValue(definition, key, next) }));
  const set = values.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return {
    set: Object.fromEntries(set) as Record<string, string>,
    unset: values.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
  };
}

/** A unique text field: its name, and the form in which its values are compared. */
export interface UniqueText {
  readonly field: string;
  readonly comparedAs: (value: string) => string;
}

/** Finds the committed document with this unique text: the very same one, or else an equal one in the compared form. */
export const findByUniqueText = async <D extends Stored>(
  documents: Collection<D>,
  { field, comparedAs }: UniqueText,
  value: string,
): Promise<D | undefined> =>
  (await documents.findOne({ $and: [{ [field]: value }, committedFilter] })) ??
  (await documents.findOne({ $and: [{ [keyName(field)]: comparedAs(value) }, committedFilter] }));

/** Returns the fields that clients know for those of a violated index: for a hidden field, the fields of its values. */
export const visibleFields = (definition: Definition, fields: readonly string[]): readonly string[] =>
  fields.flatMap((field) => uniqueKeysOf(definition).find(({ name }) => name === field)?.fields ?? nameOfPath(field));
