import type { DisplayText } from '../fields/index.ts';
import type { InverseRelation } from './relations.ts';

/** A view that another resource, `target`, computes of the documents of a resource. */
export interface AddedView extends DisplayText {
  readonly name: string;
  readonly target: string;
}

/** A search for documents of a resource by what another resource, `target`, knows. */
export interface AddedSearch extends AddedView {
  /** The names of its parameters. */
  readonly parameters: readonly string[];
}

/** What other resources add to a resource. */
export interface Additions {
  readonly inverseRelations: readonly InverseRelation[];
  readonly views: readonly AddedView[];
  readonly searches: readonly AddedSearch[];
}

export const noAdditions: Additions = { inverseRelations: [], views: [], searches: [] };
