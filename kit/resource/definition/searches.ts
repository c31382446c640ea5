import type { Stored } from '../../store/port.ts';
import { memoize } from '../../util/memoize.ts';
import type { DisplayText, Fields, Infer } from '../fields/index.ts';
import type { Outcome } from '../problems.ts';
import type { Document } from './documents.ts';
import type { RuleContext } from './rules.ts';

/**
 * A search for documents of another resource by what this one knows. The list of that resource links to it by a
 * template; in GraphQL it is a query.
 */
export interface Search<D extends Stored = Document, F extends Fields = Fields> extends DisplayText {
  /** The name of the other resource. */
  readonly of: string;
  /** The name of the GraphQL query. */
  readonly query: string;
  /** The parameters. Choices and secrets cannot be given. */
  readonly input: F;
  /** Returns the `_id`s of the documents that are found and that the caller may read, in the order of their listing. */
  readonly find: (input: Infer<F>, context: RuleContext<D>) => Promise<Outcome<readonly string[]>>;
}

interface WithSearches {
  readonly searches: Readonly<Record<string, Search>>;
}

/** Returns the searches as entries of name and search. */
export const searchesOf = memoize(({ searches }: WithSearches): readonly (readonly [string, Search])[] =>
  Object.entries(searches),
);
