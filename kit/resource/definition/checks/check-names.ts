import { capitalize } from '../../../util/capitalize.ts';
import type { Definition } from '../definition.ts';
import { commonTypeNames } from './check-graphql-types.ts';
import { repeated, type Check } from './faults.ts';

const validName = /^[a-z][a-zA-Z0-9]*$/;

/** Returns a name made valid: `key-speaker` → `keySpeaker`; undefined if no letter is left to begin with. */
function validForm(name: string): string | undefined {
  const [first = '', ...rest] = name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  const joined = [first.charAt(0).toLowerCase() + first.slice(1), ...rest.map(capitalize)].join('');
  return validName.test(joined) ? joined : undefined;
}

/** Finds what prevents the use of a name in URLs, in GraphQL and as a member of objects. */
export function invalidName(place: string, name: unknown): string[] {
  if (typeof name !== 'string' || name === '') return [`${place} is missing; give a name such as "event"`];
  if (name in Object.prototype) return [`${place} is ${name}, which every object has; choose another one`];
  if (validName.test(name)) return [];
  const form = validForm(name);
  const right = form === undefined ? 'use a lower-case letter, then letters and digits' : `write ${form}`;
  return [`${place} ${JSON.stringify(name)} is not a valid name: ${right}`];
}

/** Members of every resource's GraphQL type, filter or mutations, and the members of HAL that they are. */
const fieldNames = [
  'id',
  'href',
  'etag',
  'createdAt',
  'updatedAt',
  'actions',
  'and',
  'or',
  'ifMatch',
  'cascade',
  'all',
];
/** Link relations of every HAL document, and those that each service documents. */
const linkRelations = [
  'self',
  'parent',
  'collection',
  'curies',
  'home',
  'alternate',
  'viewer',
  'graphql',
  'sdl',
  'metrics',
  'health',
];
/** Link relations of the services that issue tokens, and of the HAL gateway's root. */
const rootRelations = ['token', 'jwks', 'describedby', 'service', 'retired'];
/** Forms of every HAL document. */
const templates = ['default', 'edit', 'delete', 'create'];
/** Paths of every service, beside that of its collection, and fields of mutation results. */
const paths = ['relations', 'problems', 'health', 'sdl', 'graphql', 'token', 'jwks', 'metrics'];
const resultFields = ['id', 'count', 'changed', 'kind', 'message', 'viewer'];

/** The names that are in use, by what could have them. */
const reserved = {
  resource: [...linkRelations, ...rootRelations, ...resultFields],
  plural: [...paths, 'viewer'],
  field: fieldNames,
  relation: [...fieldNames, ...linkRelations, ...rootRelations],
  action: [...linkRelations, ...rootRelations, ...templates],
} as const;

/** Finds what prevents the use of a name for something of this kind. */
function nameFaults(kind: keyof typeof reserved, place: string, name: unknown): string[] {
  const isReserved = reserved[kind].some((each) => each === name);
  return isReserved ? [`${place} is a reserved name for ${kind}s: choose another one`] : invalidName(place, name);
}

/** Finds what prevents the use of a name for a relation. */
export const relationNameFaults = (place: string, name: unknown): string[] => nameFaults('relation', place, name);

function checkResource({ name, plural }: Definition): string[] {
  const faults = nameFaults('resource', 'name', name);
  if (commonTypeNames.includes(capitalize(name))) return ['name is a reserved name for resources: choose another one'];
  if (plural === name) return [...faults, `plural is the same as the name; give another one, such as ${name}Items`];
  const isDefault = faults.length > 0 && plural === `${name}s`;
  return isDefault ? faults : [...faults, ...nameFaults('plural', 'plural', plural)];
}

function checkShared({ fields, relations, actions }: Definition): string[] {
  const [both, links] = [
    repeated([...Object.keys(fields), ...Object.keys(relations)]),
    repeated([...Object.keys(relations), ...Object.keys(actions)]),
  ];
  return [
    ...both.map((name) => `${name} names both a field and a relation: rename one of them`),
    ...links.map((name) => `${name} names both a relation and an action: rename one of them`),
  ];
}

/** Finds names that are invalid, reserved or used twice: of the resource, its fields, relations and actions. */
export const checkNames: Check = (definition) => [
  ...checkResource(definition),
  ...Object.keys(definition.fields).flatMap((name) => nameFaults('field', name, name)),
  ...Object.keys(definition.relations).flatMap((name) => nameFaults('relation', name, name)),
  ...Object.keys(definition.actions).flatMap((name) => nameFaults('action', `actions.${name}`, name)),
  ...checkShared(definition),
];
