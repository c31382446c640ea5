import type { Definition } from '../../resource/definition/definition.ts';
import { capitalize } from '../../util/capitalize.ts';
import { changedListField, pluralType, typeName } from '../naming.ts';
import { Placeholder, type Source } from './example-tab.ts';

/** Returns where responses hold the ID or etag of a document that the visitor has created or changed. */
export function sourcesOfCreated(definition: Definition, member: 'id' | 'etag'): readonly Source[] {
  const { name, actions } = definition;
  const [create, change, remove] = ['create', 'change', 'remove'].map((verb) => `${verb}${typeName(definition)}`);
  const members: readonly (readonly [mutation: string | undefined, field: string])[] = [
    [create, name],
    [change, name],
    [change, 'current'],
    [remove, 'current'],
    ...Object.values(actions).map(({ mutation }) => [mutation, name] as const),
  ];
  return members.map(([mutation = '', field]) => ({
    operation: capitalize(mutation),
    path: [mutation, field, member],
  }));
}

/** Returns where the response of the list tab holds a member of an item. */
export const sourceInList = (definition: Definition, ...path: readonly string[]): Source => ({
  operation: pluralType(definition),
  path: [definition.plural, 'nodes', ...path],
});

/** The name of the operation that subscribes to the changes of a resource. */
export const watchOperation = (definition: Definition): string => `Watch${pluralType(definition)}`;

/** Returns where an event of the subscription holds the ID of a document that exists. */
export const sourceInChange = (definition: Definition): Source => ({
  operation: watchOperation(definition),
  path: [changedListField(definition), definition.name, 'id'],
});

/** Returns variables that name a document created by the visitor, so that examples never change existing data. */
export function variablesOfCreated(definition: Definition) {
  const hint = `run Create${typeName(definition)} to get`;
  return {
    id: new Placeholder(`${hint} the id`, ...sourcesOfCreated(definition, 'id')),
    ifMatch: new Placeholder(`${hint} the etag`, ...sourcesOfCreated(definition, 'etag')),
  };
}
