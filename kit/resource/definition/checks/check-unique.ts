import type { Definition } from '../definition.ts';
import { documentNames, repeated, unknownNames, unknownOptions, type Check } from './faults.ts';

/** Finds fields that cannot make a combination unique: secrets, and a boolean alone. */
function checkKinds(place: string, names: readonly string[], { fields, internalFields }: Definition): string[] {
  const kindOf = (name: string) => (fields[name] ?? internalFields[name])?.kind;
  const secrets = names.filter((name) => kindOf(name) === 'secret');
  const [only] = names.length === 1 ? names : [];
  return [
    ...secrets.map(
      (name) => `${place}.fields names ${name}, a secret: equal secrets are stored as different hashes; leave it out`,
    ),
    ...(only !== undefined && kindOf(only) === 'boolean'
      ? [`${place}.fields is only ${only}, a boolean, which has only two values; add another field`]
      : []),
  ];
}

/** Finds combinations that are unique already. */
function checkRepeated({ fields, unique }: Definition): string[] {
  const keyOf = (names: readonly string[]): string => [...names].sort().join(' and ');
  const combinations = unique.map((each) => keyOf(each.fields));
  const isDistinct = (name: string): boolean => fields[name]?.unique === true;
  return [
    ...repeated(combinations).map((names) => `unique has ${names} twice; leave one of them out`),
    ...[...new Set(combinations)]
      .filter(isDistinct)
      .map((name) => `unique has ${name}, which is distinct already; leave one of them out`),
  ];
}

/** Finds unique combinations of nothing, of fields that do not exist or cannot be unique, and repeated ones. */
export const checkUnique: Check = (definition) => [
  ...checkRepeated(definition),
  ...definition.unique.flatMap((uniqueness, index) => {
    const place = `unique[${index}]`;
    const { fields = [], onConflict = 'returnExisting' } = uniqueness;
    return [
      ...unknownOptions(place, uniqueness, ['fields', 'onConflict']),
      ...(fields.length === 0 ? [`${place}.fields is empty; name the fields that are unique together`] : []),
      ...unknownNames(`${place}.fields`, fields, documentNames(definition)),
      ...repeated(fields).map((name) => `${place}.fields names ${name} twice`),
      ...fields
        .filter((name) => definition.fields[name]?.required === false)
        .map((name) => `${place}.fields names ${name}, which is optional; make it required`),
      ...checkKinds(place, fields, definition),
      ...(onConflict === 'returnExisting' ? [] : [`${place}.onConflict can only be 'returnExisting'`]),
    ];
  }),
];

const credentialKinds = { username: 'text', password: 'secret', role: 'choice' } as const;

function checkCredential(definition: Definition, [part, kind]: readonly [string, string], name: unknown): string[] {
  const place = `authenticates.${part}`;
  const candidates = Object.keys(definition.fields).filter((each) => definition.fields[each]?.kind === kind);
  if (typeof name !== 'string') return [`${place} is missing; name a ${kind} field`];
  if (candidates.includes(name) || !Object.hasOwn(definition.fields, name))
    return unknownNames(place, [name], candidates);
  return [`${place} is ${name}, which is no ${kind} field`];
}

/** Finds credentials that are no fields, or fields of another kind. */
export const checkAuthentication: Check = (definition) => {
  const { authenticates, fields } = definition;
  if (authenticates === undefined) return [];
  const { unique, required } = fields[authenticates.username] ?? { unique: true, required: true };
  return [
    ...unknownOptions('authenticates', authenticates, Object.keys(credentialKinds)),
    ...checkCredential(definition, ['username', 'text'], authenticates.username),
    ...checkCredential(definition, ['password', 'secret'], authenticates.password),
    ...checkCredential(definition, ['role', 'choice'], authenticates.role),
    ...(unique && required
      ? []
      : [`authenticates.username is ${authenticates.username}; make it required and distinct`]),
  ];
};
