import { adminRole } from '../access/caller.ts';
import { referrerNames, relationsOf, type Relation } from '../resource/definition/relations.ts';
import { searchesOf } from '../resource/definition/searches.ts';
import { viewsOf, type View } from '../resource/definition/views.ts';
import type { Action } from '../resource/definition/actions.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Field } from '../resource/fields/index.ts';
import { capitalize } from '../util/capitalize.ts';

export const typeName = ({ name }: Pick<Definition, 'name'>): string => capitalize(name);
export const connectionType = (definition: Pick<Definition, 'name'>): string => `${typeName(definition)}Connection`;
export const changeType = (definition: Pick<Definition, 'name'>): string => `${typeName(definition)}Change`;
/** The subscriptions to a document and to all documents of a resource. */
export const changedField = ({ name }: Pick<Definition, 'name'>): string => `${name}Changed`;
export const changedListField = ({ plural }: Pick<Definition, 'plural'>): string => `${plural}Changed`;
export const pluralType = ({ plural }: Definition): string => capitalize(plural);
export const choiceType = (definition: Definition, field: string): string =>
  `${typeName(definition)}${capitalize(field)}`;
export const inputChoiceType = (action: Pick<Action, 'mutation'>, field: string): string =>
  `${actionType(action)}${capitalize(field)}`;
/** Returns every `choice` field of the resource and its actions' inputs, with the name of its enum. */
export const choicesOf = (definition: Definition): readonly (readonly [string, Field])[] =>
  [
    ...Object.entries(definition.fields).map(([name, field]) => [choiceType(definition, name), field] as const),
    ...Object.values(definition.actions).flatMap((action) =>
      Object.entries(action.input).map(([name, field]) => [inputChoiceType(action, name), field] as const),
    ),
  ].filter(([, { kind }]) => kind === 'choice');
export const actionType = ({ mutation }: Pick<Action, 'mutation'>): string => capitalize(mutation);

/** Returns the roles of callers; none if the resource does not authenticate them. */
export const rolesOf = ({ authenticates, fields }: Definition): readonly string[] =>
  authenticates === undefined ? [] : [...(fields[authenticates.role]?.options ?? []), adminRole];

/** Returns the entity keys besides `id`: the required text fields with unique values. */
export const naturalKeys = ({ fields }: Definition): readonly string[] =>
  Object.entries(fields)
    .filter(([, { unique, required, kind }]) => unique && required && kind === 'text')
    .map(([name]) => name);

/** GraphQL names of metadata properties; fields and relations keep their names. */
const metadataNames: Readonly<Record<string, string>> = { _id: 'id', _created: 'createdAt', _updated: 'updatedAt' };
export const graphqlName = (property: string): string => metadataNames[property] ?? property;

/** A list that the subgraph adds to the type of another resource: its documents that refer to one by a relation. */
export interface AddedList extends Pick<Relation, 'description' | 'deprecated'> {
  /** The name of the field. */
  readonly name: string;
  readonly relation: string;
}

/** Returns the lists that the subgraph adds to the type of another resource, one for each relation to it. */
export const addedLists = (definition: Definition, target: string): readonly AddedList[] =>
  relationsOf(definition)
    .filter(([, relation]) => relation.target === target)
    .map(([name, { inverse }]) => ({
      description: `The ${definition.plural} of the ${target}.`,
      ...inverse,
      name: referrerNames(definition, { inverse }).plural,
      relation: name,
    }));

/** Returns the name of the type of a view. */
export const viewType = (name: string, { of }: Pick<View, 'of'>): string => `${capitalize(of)}${capitalize(name)}View`;

/** Returns the views that the subgraph adds to the type of another resource, as entries of name and view. */
export const addedViews = (definition: Definition, target: string): readonly (readonly [string, View])[] =>
  viewsOf(definition).filter(([, { of }]) => of === target);

/** Returns the other resources to whose types the subgraph adds its lists and its views. */
export const extendedTypes = (definition: Definition): readonly string[] => [
  ...new Set(
    [...relationsOf(definition).map(([, { target }]) => target), ...viewsOf(definition).map(([, { of }]) => of)].filter(
      (target) => target !== definition.name,
    ),
  ),
];

/** Returns the resources that only problems, results of actions and searches refer to. */
export function referencedTypes(definition: Definition): readonly string[] {
  const problems = [...definition.rules, ...Object.values(definition.actions)].flatMap(({ problems: kinds }) => kinds);
  const inProblems = problems
    .flatMap(({ extensions }) => Object.values(extensions))
    .flatMap((extension) => ('resource' in extension ? [extension.resource] : []));
  const found = searchesOf(definition).map(([, { of }]) => of);
  const yielded = Object.values(definition.actions).flatMap(({ yields }) => yields);
  const declared = new Set([definition.name, ...extendedTypes(definition)]);
  return [...new Set([...inProblems, ...yielded, ...found])].filter((name) => !declared.has(name));
}
