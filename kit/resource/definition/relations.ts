import { memoize } from '../../util/memoize.ts';
import type { DisplayText } from '../fields/index.ts';

/** A required reference from each document to one document of the target resource. */
export interface ToOne extends DisplayText {
  readonly cardinality: 'one';
  readonly target: string;
  /** Whether the target is the parent, to which the `parent` link leads and in whose list documents are created. */
  readonly parent: boolean;
  /** Whether documents with a parent are created in the collection and other lists as well. */
  readonly createsElsewhere: boolean;
  /** The target's field that names it for people, in the options of forms; `_id` by default. */
  readonly labelField: string;
}

/** The references from documents of the target resource to a document, by their relation `by`. */
export interface ToMany extends DisplayText {
  readonly cardinality: 'many';
  readonly target: string;
  readonly by: string;
  /**
   * What happens to the referring documents when a document is removed. `restrict`: they prevent the removal, unless
   * the request asks to cascade. `cascade`: they are always removed as well. The caller needs the permission to remove
   * them.
   */
  readonly onRemoval: 'restrict' | 'cascade';
}

export type Relation = ToOne | ToMany;
export type Relations = Readonly<Record<string, Relation>>;

/**
 * Declares a required reference to a document of another resource.
 * @example toOne('venue', { parent: true, title: 'Venue', description: 'Where the event takes place.' })
 */
export const toOne = (
  target: string,
  properties: DisplayText & Partial<Pick<ToOne, 'parent' | 'createsElsewhere' | 'labelField'>>,
): ToOne & { cardinality: 'one' } => ({
  parent: false,
  createsElsewhere: false,
  labelField: '_id',
  ...properties,
  cardinality: 'one',
  target,
});

/**
 * Declares the inverse of another resource's reference to this one.
 * @example toMany('event', { by: 'venue', title: 'Events', description: 'The events at this venue.' })
 */
export const toMany = (
  target: string,
  properties: DisplayText & { readonly by: string; readonly onRemoval?: ToMany['onRemoval'] },
): ToMany => ({
  onRemoval: 'restrict',
  ...properties,
  cardinality: 'many',
  target,
});

/** The references that all documents of a list share, relation → `_id`; empty for the whole collection. */
export type ParentReferences = Readonly<Record<string, string>>;

interface WithRelations {
  readonly relations: Relations;
}

/** Returns the to-one relations as entries of name and relation. */
export const toOneRelations = memoize(({ relations }: WithRelations): readonly (readonly [string, ToOne])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToOne] => entry[1].cardinality === 'one'),
);
/** Returns the to-many relations as entries of name and relation. */
export const toManyRelations = memoize(({ relations }: WithRelations): readonly (readonly [string, ToMany])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToMany] => entry[1].cardinality === 'many'),
);

/** Returns the relation to the parent; undefined if there is none. */
export const parentRelation = (definition: WithRelations): readonly [string, ToOne] | undefined =>
  toOneRelations(definition).find(([, relation]) => relation.parent);

/** Whether documents can be created in lists by these relations: if there is a parent, only in its lists by default. */
export function createsIn(definition: WithRelations, relations: readonly string[]): boolean {
  const parent = parentRelation(definition);
  return parent === undefined || parent[1].createsElsewhere || relations.includes(parent[0]);
}
