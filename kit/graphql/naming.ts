import { toOneRelations } from '../resource/definition/relations.ts';
import type { Action } from '../resource/definition/actions.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Field } from '../resource/fields.ts';
import { capitalize } from '../util/capitalize.ts';

/** `inProgress`, `in-progress` → `IN_PROGRESS`. */
export const enumValue = (word: string): string =>
  word
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toUpperCase();

/** The names that a resource has in the GraphQL face. */
export const typeName = ({ name }: Pick<Definition, 'name'>): string => capitalize(name);
export const connectionType = (definition: Pick<Definition, 'name'>): string => `${typeName(definition)}Connection`;
export const pluralType = ({ plural }: Definition): string => capitalize(plural);
export const choiceType = (definition: Definition, field: string): string =>
  `${typeName(definition)}${capitalize(field)}`;
export const inputChoiceType = (action: Pick<Action, 'mutation'>, field: string): string =>
  `${actionType(action)}${capitalize(field)}`;
/** Every `choice` that the service's types and inputs have, by the name of its enum. */
export const choicesOf = (definition: Definition): readonly (readonly [string, Field])[] =>
  [
    ...Object.entries(definition.fields).map(([name, field]) => [choiceType(definition, name), field] as const),
    ...Object.values(definition.actions).flatMap((action) =>
      Object.entries(action.input).map(([name, field]) => [inputChoiceType(action, name), field] as const),
    ),
  ].filter(([, { kind }]) => kind === 'choice');
export const actionType = ({ mutation }: Pick<Action, 'mutation'>): string => capitalize(mutation);

/** The fields by which a document may be known besides its `id`: those that no two documents share. */
export const naturalKeys = ({ fields }: Definition): readonly string[] =>
  Object.entries(fields)
    .filter(([, { unique, required, kind }]) => unique && required && kind === 'text')
    .map(([name]) => name);

/** Names of properties: the metadata have names of their own, fields and relations keep theirs. */
const metadataNames: Readonly<Record<string, string>> = { _id: 'id', _created: 'createdAt', _updated: 'updatedAt' };
export const graphqlName = (property: string): string => metadataNames[property] ?? property;

/** The other resources' types that a subgraph refers to: targets of its references, which it adds its lists to. */
export const extendedTypes = (definition: Definition): readonly string[] => [
  ...new Set(
    toOneRelations(definition)
      .map(([, { target }]) => target)
      .filter((target) => target !== definition.name),
  ),
];

/** Types that are only mentioned: in problems, and in what actions yield. */
export function mentionedTypes(definition: Definition): readonly string[] {
  const problems = [...definition.rules, ...Object.values(definition.actions)].flatMap(({ problems: kinds }) => kinds);
  const inProblems = problems
    .flatMap(({ extensions }) => Object.values(extensions))
    .flatMap((extension) => ('resource' in extension ? [extension.resource] : []));
  const yielded = Object.values(definition.actions).flatMap(({ yields }) => yields);
  const known = new Set([definition.name, ...extendedTypes(definition)]);
  return [...new Set([...inProblems, ...yielded])].filter((name) => !known.has(name));
}
