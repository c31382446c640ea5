import { capitalize } from '../../../util/capitalize.ts';
import type { Definition } from '../definition.ts';
import { repeated, type Check } from './faults.ts';

/** The types that every subgraph has, and those of GraphQL and federation. */
export const commonTypeNames: readonly string[] = [
  ...['Int', 'Float', 'String', 'Boolean', 'ID', 'Query', 'Mutation', 'Subscription', 'Viewer', 'Role'],
  ...[
    'Date',
    'Time',
    'DateTime',
    'Duration',
    'URL',
    'EmailAddress',
    'Decimal',
    'Resource',
    'Problem',
    'Issue',
    'Holder',
    'Action',
    'ActionField',
  ],
  ...['PageInfo', 'Direction', 'ChangeKind', 'StringFilter', 'IDFilter', 'IntFilter', 'BooleanFilter'],
  ...['DateFilter', 'TimeFilter', 'DurationFilter', 'DateTimeFilter'],
  ...['URLFilter', 'EmailAddressFilter', 'DecimalFilter'],
  ...['Invalid', 'NotAllowed', 'NotFound', 'Duplicate', 'InUse', 'Stale'],
];

function choiceTypes({ name, fields, actions }: Definition): string[] {
  const own = Object.entries(fields).flatMap(([field, { kind }]) => {
    const type = `${capitalize(name)}${capitalize(field)}`;
    return kind === 'choice' ? [type, `${type}Filter`] : [];
  });
  const inputs = Object.values(actions).flatMap(({ mutation, input }) =>
    Object.entries(input).flatMap(([field, { kind }]) =>
      kind === 'choice' ? [`${capitalize(mutation)}${capitalize(field)}`] : [],
    ),
  );
  return [...own, ...inputs];
}

const viewTypes = ({ views }: Definition): string[] =>
  Object.entries(views).map(([name, { of }]) => `${capitalize(of)}${capitalize(name)}View`);

function mutationTypes({ name, plural, actions }: Definition): string[] {
  const [one, many] = [capitalize(name), capitalize(plural)];
  const own = [`Create${one}`, `Create${many}`, `Change${one}`, `Remove${one}`, `Remove${many}`];
  const mutations = [...own, ...Object.values(actions).map(({ mutation }) => capitalize(mutation))];
  return [
    ...[`Create${one}Input`, `Change${one}Input`],
    ...mutations.flatMap((mutation) => [`${mutation}Success`, `${mutation}Result`]),
  ];
}

function problemTypes({ rules, actions }: Definition): string[] {
  const kinds = [...rules, ...Object.values(actions)].flatMap(({ problems }) => problems.map(({ name }) => name));
  return [...new Set(kinds)].filter((name) => !commonTypeNames.includes(name));
}

/** Returns the names of the GraphQL types that are derived from a definition. */
export function derivedTypeNames(definition: Definition): string[] {
  const type = capitalize(definition.name);
  const { relations, views } = definition;
  const others = [...Object.values(relations).map(({ target }) => target), ...Object.values(views).map(({ of }) => of)];
  const targets = others.map(capitalize);
  return [
    ...['', 'Connection', 'Edge', 'Change', 'Filter', 'Field', 'Order'].map((suffix) => `${type}${suffix}`),
    ...choiceTypes(definition),
    ...mutationTypes(definition),
    ...problemTypes(definition),
    ...viewTypes(definition),
    ...new Set(targets.filter((target) => target !== type)),
  ];
}

/** Finds names that give two GraphQL types one name. */
export const checkGraphqlTypes: Check = (definition) =>
  repeated([...commonTypeNames, ...derivedTypeNames(definition)]).map(
    (name) => `two GraphQL types would be named ${name}; rename the resource, the field or the problem`,
  );
