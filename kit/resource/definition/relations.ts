import { memoize } from '../../util/memoize.ts';
import type { DisplayText } from '../fields.ts';

/** A document of this resource refers to one of another; the reference is required. */
export interface ToOne extends DisplayText {
  readonly cardinality: 'one';
  readonly target: string;
  /** Documents are created in the target's list, not in the collection itself. */
  readonly parent: boolean;
}

/** Documents of another resource refer to one of this one, by their relation `by`. */
export interface ToMany extends DisplayText {
  readonly cardinality: 'many';
  readonly target: string;
  readonly by: string;
  /**
   * What becomes of them when a document of this resource is to go: they keep it from going unless the caller asks for
   * them to go as well (`restrict`), or they always go with it (`cascade`). Either way as far as the caller may.
   */
  readonly onRemoval: 'restrict' | 'cascade';
}

export type Relation = ToOne | ToMany;
export type Relations = Readonly<Record<string, Relation>>;

export const toOne = (
  target: string,
  words: DisplayText & { readonly parent?: boolean },
): ToOne & { cardinality: 'one' } => ({
  parent: false,
  ...words,
  cardinality: 'one',
  target,
});

export const toMany = (
  target: string,
  words: DisplayText & { readonly by: string; readonly onRemoval?: ToMany['onRemoval'] },
): ToMany => ({
  onRemoval: 'restrict',
  ...words,
  cardinality: 'many',
  target,
});

/** The references that all documents of a list have: none of the whole collection. */
export type ParentReferences = Readonly<Record<string, string>>;

/** What has relations: a definition. */
interface Related {
  readonly relations: Relations;
}

/** The relations of one cardinality, as entries of name and relation. */
export const toOneRelations = memoize(({ relations }: Related): readonly (readonly [string, ToOne])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToOne] => entry[1].cardinality === 'one'),
);
export const toManyRelations = memoize(({ relations }: Related): readonly (readonly [string, ToMany])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToMany] => entry[1].cardinality === 'many'),
);

/** The relation in whose target's list documents are created, if there is one. */
export const parentRelation = (definition: Related): readonly [string, ToOne] | undefined =>
  toOneRelations(definition).find(([, relation]) => relation.parent);

/** Whether documents are created in lists whose documents all have these references: in their parent's, if there is one. */
export function createsIn(definition: Related, relations: readonly string[]): boolean {
  const [parent] = parentRelation(definition) ?? [];
  return parent === undefined || relations.includes(parent);
}
