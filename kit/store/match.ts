import { memoize } from '../util/memoize.ts';
import { compileQuery } from './embedded-match.ts';
import { toNedbQuery } from './embedded-query.ts';
import { encode } from './embedded-values.ts';
import type { Filter, Stored } from './port.ts';

/** Documents as they are compared. All listeners share the documents of a change. */
const compared = memoize((document: Stored) => encode(document));

/** Returns the function that tells whether a document, which must not be modified, matches a filter. */
export function matcherOf(filter: Filter): (document: Stored) => boolean {
  const matches = compileQuery(toNedbQuery(filter));
  return (document) => matches(compared(document));
}
