import model from '@seald-io/nedb/lib/model.js';
import { decode } from './embedded-values.ts';
import type { Stored } from './port.ts';

/**
 * Returns an error that names two documents whose values for the fields of a unique index are equal, as two processes
 * leave them that have written one directory; undefined if there are none.
 */
export function duplicatesError(documents: readonly Stored[], fields: readonly string[]): Error | undefined {
  const seen = new Map<string, Stored>();
  for (const document of documents) {
    const key = JSON.stringify(decode(fields.map((field) => model.getDotValue(document, field))));
    const first = seen.get(key);
    if (first !== undefined)
      return new Error(
        `the documents ${first._id} and ${document._id} have the same ${fields.join(' and ')}, ${key}, which must be unique: remove the line of one of them from the data file`,
      );
    seen.set(key, document);
  }
  return undefined;
}
