import model from '@seald-io/nedb/lib/model.js';
import type { IndexNode } from './index-walk.ts';
import type { Stored } from './port.ts';

/** The replacement of a document by its next state. */
export interface Replacement {
  readonly oldDoc: Stored;
  readonly newDoc: Stored;
}

/** The members of an index of NeDB that its types leave out. Its version is pinned. */
export interface DatastoreIndex {
  /** The fields of the key. */
  readonly _fields: readonly string[];
  readonly sparse: boolean;
  /** The documents by key. The result of `search` is the array that the tree holds. */
  readonly tree: { readonly tree: IndexNode; search(key: unknown): Stored[] };
  insert(documents: readonly Stored[]): void;
  remove(documents: readonly Stored[]): void;
  /** Replaces documents: all of them, or none. @throws if a key is not unique */
  updateMultipleDocs(replacements: readonly Replacement[]): void;
}

/** Replaces a document where it is, if its key stays the same. Returns whether it did. */
function replaceInPlace({ _fields, tree }: DatastoreIndex, { oldDoc, newDoc }: Replacement): boolean {
  const key = model.getDotValues(oldDoc, _fields);
  if (key === undefined || Array.isArray(key)) return false;
  const next = model.getDotValues(newDoc, _fields);
  if (Array.isArray(next) || model.compareThings(key, next) !== 0) return false;
  const documents = tree.search(key);
  const position = documents.indexOf(oldDoc);
  if (position < 0) return false;
  documents[position] = newDoc;
  return true;
}

/**
 * Makes an index leave documents whose key stays the same where they are. NeDB removes and inserts each document that
 * changes at every index, and compares it with all documents of the same key.
 */
export function replaceUnchangedKeysInPlace(index: DatastoreIndex): void {
  const updateAll = index.updateMultipleDocs.bind(index);
  index.updateMultipleDocs = (replacements) => {
    const inPlace: Replacement[] = [];
    const others = replacements.filter((each) => {
      const isInPlace = replaceInPlace(index, each);
      if (isInPlace) inPlace.push(each);
      return !isInPlace;
    });
    if (others.length === 0) return;
    try {
      updateAll(others);
    } catch (error) {
      for (const { oldDoc, newDoc } of inPlace) replaceInPlace(index, { oldDoc: newDoc, newDoc: oldDoc });
      throw error;
    }
  };
}
