import { memoize } from '../../util/memoize.ts';
import type { DisplayText } from '../fields/index.ts';

/**
 * What happens to the referring documents when a document is removed. `restrict`: they prevent the removal, unless the
 * request asks to cascade. `cascade`: they are always removed as well. The caller needs the permission to remove them.
 */
export type RemovalEffect = 'restrict' | 'cascade';

/** A relation that the documents of the target get: it leads to the documents that refer to them. */
export interface Inverse extends DisplayText {
  readonly name: string;
  /** The plural of `name`, after which GraphQL names the list; by default, that of the resource, or `name` with an s. */
  readonly plural?: string;
}

/** A required reference from each document to one document of the target resource. */
export interface Relation extends DisplayText {
  readonly target: string;
  /** Whether the target is the parent, to which the `parent` link leads and in whose list documents are created. */
  readonly parent: boolean;
  /** Whether documents with a parent are created in the collection and other lists as well. */
  readonly createsElsewhere: boolean;
  /** The target's field that names it for people, in the options of forms; `_id` by default. */
  readonly labelField: string;
  readonly inverse: Inverse | undefined;
  readonly onRemoval: RemovalEffect;
}
export type Relations = Readonly<Record<string, Relation>>;

type RelationOptions = Pick<Relation, 'parent' | 'createsElsewhere' | 'labelField' | 'onRemoval'> & {
  readonly inverse: Inverse;
};

/**
 * Declares a required reference to a document of another resource. With `inverse`, the documents of that resource link
 * to those that refer to them, although its definition does not mention them.
 * @example
 * toOne('venue', {
 *   parent: true,
 *   title: 'Venue',
 *   description: 'Where the event takes place.',
 *   inverse: { name: 'event', title: 'Events', description: 'The events of the venue.' },
 * })
 */
export const toOne = (target: string, options: DisplayText & Partial<RelationOptions>): Relation => ({
  parent: false,
  createsElsewhere: false,
  labelField: '_id',
  inverse: undefined,
  onRemoval: 'restrict',
  ...options,
  target,
});

/** The names of the documents that refer to another one by a relation. */
export interface ReferrerNames {
  readonly name: string;
  /** The name of their list in GraphQL. */
  readonly plural: string;
}

/** Returns what the documents of a resource are to the target of a relation: its inverse, or else the resource. */
export function referrerNames({ name, plural }: ReferrerNames, { inverse }: Pick<Relation, 'inverse'>): ReferrerNames {
  if (inverse === undefined) return { name, plural };
  const ownPlural = inverse.name === name ? plural : `${inverse.name}s`;
  return { name: inverse.name, plural: inverse.plural ?? ownPlural };
}

/**
 * A relation that another resource adds to a resource by `inverse`: it leads to the documents of `target` that refer to
 * a document by their relation `by`.
 */
export interface InverseRelation extends DisplayText {
  readonly name: string;
  readonly target: string;
  readonly by: string;
}

/** The references that all documents of a list share, relation → `_id`; empty for the whole collection. */
export type ParentReferences = Readonly<Record<string, string>>;

interface WithRelations {
  readonly relations: Relations;
}

/** Returns the relations as entries of name and relation. */
export const relationsOf = memoize(({ relations }: WithRelations): readonly (readonly [string, Relation])[] =>
  Object.entries(relations),
);

/** Returns the relation to the parent; undefined if there is none. */
export const parentRelation = (definition: WithRelations): readonly [string, Relation] | undefined =>
  relationsOf(definition).find(([, relation]) => relation.parent);

/** Whether documents can be created in lists by these relations: if there is a parent, only in its lists by default. */
export function createsIn(definition: WithRelations, relations: readonly string[]): boolean {
  const parent = parentRelation(definition);
  return parent === undefined || parent[1].createsElsewhere || relations.includes(parent[0]);
}
